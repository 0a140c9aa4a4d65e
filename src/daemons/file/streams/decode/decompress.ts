/** One record, decompressed (specification 04 §5.3). What it may grow to is bounded, whatever it says of itself. */
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { BLOCK_ALGORITHM, BLOCK_HEADER_BYTES, readBlockHeader } from '../compress/block-header.ts';
import type { DataCompression } from '../data-stream.ts';
import { decompressLzo } from '../lzo/decompress.ts';
import { DataRecordError } from './data-error.ts';

/** No Client reads more at once: its network buffer is smaller. */
export const DECOMPRESSED_BYTES_MAX = 4 * 1024 * 1024;
const CHUNK_BYTES = 66 * 1024;

/** What comes back may lie in memory that the next call uses again. @throws DataRecordError */
export function decompress(record: Buffer, compression: DataCompression): Buffer {
  if (compression === 'none') return record;
  if (compression === 'gzip') return library('zlib', () => inflateSync(record, LIMITS));
  const body = record.subarray(BLOCK_HEADER_BYTES);
  switch (readBlockHeader(record)) {
    case BLOCK_ALGORITHM.lzo:
      return unpackLzo(body);
    case BLOCK_ALGORITHM.zstd:
      return library('ZSTD', () => zstdDecompressSync(body, LIMITS));
    case BLOCK_ALGORITHM.gzip:
      return library('zlib', () => inflateSync(body, LIMITS));
    case BLOCK_ALGORITHM.none:
      return body;
    default:
      throw new DataRecordError('the header of a compressed block says what cannot be');
  }
}

const LIMITS = { chunkSize: CHUNK_BYTES, maxOutputLength: DECOMPRESSED_BYTES_MAX };

function library(name: string, work: () => Buffer): Buffer {
  try {
    return work();
  } catch (cause) {
    throw new DataRecordError(`${name} says: ${(cause as Error).message}`, { cause });
  }
}

let room = Buffer.allocUnsafeSlow(CHUNK_BYTES);

/** The block does not tell its size: it gets more room until it fits. */
function unpackLzo(block: Buffer): Buffer {
  for (;;) {
    const got = decompressLzo(block, room);
    if (typeof got === 'number') return room.subarray(0, got);
    if (got !== 'room') throw new DataRecordError(`the LZO block is broken (${got})`);
    if (room.length >= DECOMPRESSED_BYTES_MAX)
      throw new DataRecordError('the LZO block holds more than any Client sends');
    room = Buffer.allocUnsafeSlow(Math.min(DECOMPRESSED_BYTES_MAX, room.length * 4));
  }
}
