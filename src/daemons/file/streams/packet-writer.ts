/**
 * The way of a backup's records to the Storage: headers, packets and signals in order, framed in a few large buffers
 * that are sent as they are and used again. Data may be read straight into them, and records that are still being
 * compressed keep their place (specification 04 §3).
 */
import type { ByteString } from '../../../core/index.ts';

/** `BulkConnection.sendFramed`. */
export type SendFramed = (bytes: Buffer, written: () => void) => Promise<void>;

export interface PacketWriter {
  /** Opens a stream: `<FileIndex> <Stream> <info>`. */
  header(fileIndex: number, stream: number, info: number): void;
  /** One record, copied; counts as data when `counted` (ACLs, extended attributes), attributes and digests do not. */
  packet(payload: Buffer | ByteString, counted?: boolean): void;
  /** A stream of one record: its header, the record as `packet` takes it, EOD. */
  record(fileIndex: number, stream: number, info: number, payload: Buffer | ByteString, counted?: boolean): void;
  /** EOD, POLL … */
  signal(signal: number): void;
  /** Undefined: go on. Otherwise wait before the next file or record; rejects when the connection is lost. */
  ready(bytes?: number): Promise<void> | undefined;
  /** Everything so far has been handed to the connection; rejects when the connection is lost. */
  flush(): Promise<void>;
  /** Bytes of data, ACLs, extended attributes and session data, as they were sent: the Job's JobBytes. */
  readonly jobBytes: number;
  /** Data packets so far, for SDPacketCheck. */
  readonly packets: number;
}
