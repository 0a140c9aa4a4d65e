/** One record, decompressed (specification 04 §5.3). What it may grow to is bounded, whatever it says of itself. */
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { BLOCK_ALGORITHM, BLOCK_HEADER_BYTES, readBlockHeader } from '../compress/block-header.ts';
import type { DataCompression } from '../data-stream.ts';
import { decompressLzo } from '../lzo/decompress.ts';
import { ZlibContext } from '../zlib-context.ts';
import { DataRecordError } from './data-error.ts';

/** No Client reads more at once: its network buffer is smaller. */
export const DECOMPRESSED_BYTES_MAX = 4 * 1024 * 1024;
const CHUNK_BYTES = 66 * 1024;

/** What comes back may lie in memory that the next call uses again. @throws DataRecordError */
export function decompress(record: Buffer, compression: DataCompression): Buffer {
  if (compression === 'none') return record;
  if (compression === 'gzip') return unpack('gzip', record);
  const body = record.subarray(BLOCK_HEADER_BYTES);
  switch (readBlockHeader(record)) {
    case BLOCK_ALGORITHM.lzo:
      return unpackLzo(body);
    case BLOCK_ALGORITHM.zstd:
      return unpack('zstd', body);
    case BLOCK_ALGORITHM.gzip:
      return unpack('gzip', body);
    case BLOCK_ALGORITHM.none:
      return body;
    default:
      throw new DataRecordError('the header of a compressed block says what cannot be');
  }
}

const LIMITS = { chunkSize: CHUNK_BYTES, maxOutputLength: DECOMPRESSED_BYTES_MAX };
const LIBRARY = {
  gzip: { title: 'zlib', decompressAnew: (record: Buffer) => inflateSync(record, LIMITS) },
  zstd: { title: 'ZSTD', decompressAnew: (record: Buffer) => zstdDecompressSync(record, LIMITS) },
} as const;

const contexts: { gzip?: ZlibContext | undefined; zstd?: ZlibContext | undefined } = {};

function unpack(algorithm: keyof typeof LIBRARY, record: Buffer): Buffer {
  const { title, decompressAnew } = LIBRARY[algorithm];
  const context = contexts[algorithm] ?? ZlibContext.decompressor(algorithm);
  // Kept again only after it went well.
  contexts[algorithm] = undefined;
  try {
    // After a frame that has ended, nothing would be a frame too.
    const end = record.length === 0 ? undefined : context?.run(record, room, 0);
    if (end === undefined) return makeRoomFor(decompressAnew(record));
    contexts[algorithm] = context;
    return room.subarray(0, end);
  } catch (cause) {
    throw new DataRecordError(`${title} says: ${(cause as Error).message}`, { cause });
  }
}

let room = Buffer.allocUnsafeSlow(CHUNK_BYTES);

/** Its like fit from now on. */
function makeRoomFor(unpacked: Buffer): Buffer {
  if (room.length <= unpacked.length) room = Buffer.allocUnsafeSlow(unpacked.length + 1);
  return unpacked;
}

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
