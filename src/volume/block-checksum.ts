/** The checksums of blocks (05 §2.2): CRC-32 without its own field, or XXH3-64 with its own field as zero. */
import type { BlockVersion } from './block-header.ts';
import { crc32 } from './crc32.ts';
import { xxh3 } from './xxh3/xxh3.ts';

const CRC_FIELD_BYTES = 4;
const XXH3_FIELD = 24;
const XXH3_FIELD_END = 32;

/** `block` is exactly one block. */
export function checksumHolds(block: Buffer, version: BlockVersion): boolean {
  if (version === 'BB03') return blockXxh3(block) === block.readBigUInt64BE(XXH3_FIELD);
  return blockCrc(block) === block.readUInt32BE(0);
}

/** Writes the checksum into a block that is otherwise finished. */
export function sealBlock(block: Buffer, version: BlockVersion): void {
  if (version === 'BB03') block.writeBigUInt64BE(blockXxh3(block), XXH3_FIELD);
  else block.writeUInt32BE(blockCrc(block), 0);
}

const blockCrc = (block: Buffer): number => crc32(block.subarray(CRC_FIELD_BYTES));
const blockXxh3 = (block: Buffer): bigint => xxh3(block, XXH3_FIELD, XXH3_FIELD_END);
