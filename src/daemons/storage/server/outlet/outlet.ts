/**
 * Everything that a Job tells its Director, in order. Genuine Directors are told over the wire (wire-outlet.ts), our own
 * through a journal that survives them (journal-outlet.ts). Nothing of it knows a data connection.
 */
import type { ByteString } from '../../../../core/index.ts';
import type { MessageType, StorageEndJob } from '../../../../protocol/index.ts';
import type { VolumeCatalog } from '../../media/index.ts';

export interface Outlet {
  readonly catalog: VolumeCatalog;
  /** What was told of a file that broke off need not count: an Incomplete Job is possible. */
  readonly canTakeBack: boolean;
  /** Somebody is there to be asked. */
  readonly hasDirector: boolean;
  /** The Job is there; what waits for a Director ends with the signal. */
  begin(signal: AbortSignal): void;
  /** The text with all its prefixes. Never throws. */
  say(type: MessageType, text: ByteString): void;
  /** Never throws. */
  status(letter: string): void;
  /** `3010`: the data connection stands. Never throws. */
  started(): void;
  /** Running figures, for a Director that asked for them. Never throws. */
  progress(files: number, bytes: number, bytesPerSecond: number): void;
  /** Still here, only waiting. Never throws. */
  heartbeat(): void;
  /**
   * One attribute or digest record, in the order of the data. A promise: wait for it before the next one; it rejects
   * where the Director cannot be told any more. The record is copied before this returns.
   */
  attributes(fileIndex: number, stream: number, record: Buffer): Promise<void> | undefined;
  /** A new file begins: what is told from here on can be taken back. */
  beginFile(fileIndex: number): void;
  /** The data is on the Volume. `lastFile`: what was told of later files does not count. */
  deliverAttributes(lastFile: number | undefined): Promise<void>;
  /** The last word. Resolves when nothing more is owed to this Director, or it is lost for good. */
  end(verdict: StorageEndJob): Promise<void>;
  /** The Job never ran: nothing of it stays. */
  discard(): Promise<void>;
}
