/** Who decides which records of a Volume are wanted: a bootstrap file does; without one everything is. */
import type { ByteString } from '../core/index.ts';
import type { BlockHeader } from './block-header.ts';
import type { VolumeRecord } from './record.ts';
import type { RecordHead } from './record-cursor.ts';

export interface RecordFilter {
  /** Whether any record of the block can be wanted; asked once for each block, before its records. */
  wantsBlock(volume: ByteString, header: BlockHeader, address: number): boolean;
  /** By what stands before a record's data, at its beginning, or where that is missing. */
  wants(head: RecordHead): boolean;
  /** By the whole record, which `wants` let pass. */
  takes(record: VolumeRecord): boolean;
}
