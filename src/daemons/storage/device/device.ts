/**
 * A place that holds Volumes, and one open Volume: positioned reads and writes, nothing more. What stands inside is the
 * business of `media`. Every failure is one of errors.ts, so that nobody above knows a number of the operating system.
 */
import type { ByteString } from '../../../core/index.ts';

/** `create` fails where the Volume exists; `write` and `read` fail where it does not. */
export type OpenMode = 'read' | 'write' | 'create';

export interface Device {
  /** Where it is, as the configuration says it. */
  readonly path: ByteString;
  /** A Volume that is created is empty, and its name survives a power failure. */
  open(volume: ByteString, mode: OpenMode): Promise<VolumeFile>;
  /** What may be a Volume, in no particular order. */
  list(): Promise<VolumeEntry[]>;
  remove(volume: ByteString): Promise<void>;
  space(): Promise<DeviceSpace>;
}

export interface VolumeEntry {
  readonly volume: ByteString;
  readonly sizeBytes: number;
}

/** What an ordinary writer may still use, and the whole. */
export interface DeviceSpace {
  /** The same for all devices of one file system. */
  readonly identity: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Several reads and writes may be under way at once. Disposing closes it without a sync; twice is harmless. */
export interface VolumeFile extends AsyncDisposable {
  /** The same for whatever path leads to the same bytes. */
  readonly identity: string;
  /** Fills `buffer` from `address` on; returns how many bytes there were, fewer only at the end of the Volume. */
  readAt(buffer: Buffer, address: number): Promise<number>;
  /** Writes all of them, one behind the other; an error tells how many bytes came before it. */
  writeAt(buffers: readonly Buffer[], address: number): Promise<void>;
  sizeBytes(): Promise<number>;
  /**
   * From here on until it is closed nobody else writes on it, no other daemon either. Rejects with VolumeHeldError.
   * False: the file system has no means to keep others away.
   */
  claim(): Promise<boolean>;
  truncate(sizeBytes: number): Promise<void>;
  /** What has been written survives a power failure. */
  sync(): Promise<void>;
}
