/** The twelve bytes before an LZO or ZSTD block (specification 04 §5.3): algorithm, length, level, version. */
export const BLOCK_HEADER_BYTES = 12;

export const BLOCK_ALGORITHM = { lzo: 0x4c5a4f58, zstd: 0x4c5a4f59, gzip: 0x475a4950, none: 0x4e4f4e45 } as const;

const VERSION = 1;

export function writeBlockHeader(target: Buffer, at: number, algorithm: number, bytes: number): void {
  target.writeUInt32BE(algorithm, at);
  target.writeUInt32BE(bytes, at + 4);
  target.writeUInt16BE(0, at + 8);
  target.writeUInt16BE(VERSION, at + 10);
}

/** The algorithm; undefined where the header is not sound or does not fit the record. */
export function readBlockHeader(record: Buffer): number | undefined {
  if (record.length < BLOCK_HEADER_BYTES || record.readUInt16BE(10) !== VERSION) return undefined;
  return record.readUInt32BE(4) === record.length - BLOCK_HEADER_BYTES ? record.readUInt32BE(0) : undefined;
}
