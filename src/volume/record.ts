/**
 * A record of a Volume (05 §3): what one packet of a File Daemon became, or a label. On the Volume it may lie in
 * several blocks of its session; here it is whole.
 */
import type { ByteString } from '../core/index.ts';
import type { BlockVersion } from './block-header.ts';

export interface VolumeRecord {
  /** Above 0: a file's; below: a label, see LABEL_KIND. */
  readonly fileIndex: number;
  /** As it was received, flags included; of a session label the JobId. */
  readonly stream: number;
  /** Valid until the next batch is asked for. */
  readonly data: Buffer;
  readonly sessionId: number;
  readonly sessionTime: number;
  /** Where it begins: the Volume, and there the address of the block. */
  readonly volume: ByteString;
  readonly address: number;
  /** Of that block; the layout of a Volume label depends on it. */
  readonly version: BlockVersion;
}

/** FileIndex of labels (05 §4). */
export const LABEL_KIND = { preLabel: -1, volume: -2, endOfMedium: -3, startOfSession: -4, endOfSession: -5 } as const;

export const RECORD_HEADER_BYTES = 12;
/** Readers of both versions refuse a record of so many bytes. */
export const RECORD_BYTES_LIMIT = 20_000_000;

export function encodeRecordHeader(block: Buffer, offset: number, fileIndex: number, stream: number, bytes: number) {
  block.writeInt32BE(fileIndex, offset);
  block.writeInt32BE(stream, offset + 4);
  block.writeUInt32BE(bytes, offset + 8);
}

export const isLabel = (record: Pick<VolumeRecord, 'fileIndex'>): boolean => record.fileIndex < 0;
