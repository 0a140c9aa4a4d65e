/** One record, compressed: a whole zlib stream, or a header and an LZO or ZSTD block (specification 04 §5.3). */
import { constants, deflateSync, zstdCompressSync } from 'node:zlib';
import { compressLzo } from '../lzo/compress.ts';
import { BLOCK_ALGORITHM, BLOCK_HEADER_BYTES, writeBlockHeader } from './block-header.ts';
import { type Codec, compressedBytesMax } from './codec.ts';

/**
 * Writes at `at` of `target`, which has room for compressedBytesMax; returns where it ends. `bytesMin`, at most 12: where
 * the result would be shorter, it is left uncompressed inside its zlib stream.
 */
export function compress(codec: Codec, source: Buffer, target: Buffer, at: number, bytesMin = 0): number {
  if (codec.algorithm === 'gzip') {
    const packed = deflate(source, codec.level);
    return at + (packed.length < bytesMin ? deflate(source, 0) : packed).copy(target, at);
  }
  const body = at + BLOCK_HEADER_BYTES;
  if (codec.algorithm === 'lzo') {
    const end = compressLzo(source, target, body);
    writeBlockHeader(target, at, BLOCK_ALGORITHM.lzo, end - body);
    return end;
  }
  const end = body + zstd(source, codec.level).copy(target, body);
  writeBlockHeader(target, at, BLOCK_ALGORITHM.zstd, end - body);
  return end;
}

/** All in one piece: Node would otherwise gather pieces of 16 KiB and copy them together. */
const chunkSize = (source: Buffer): number => Math.max(64, compressedBytesMax(source.length));

const deflate = (source: Buffer, level: number): Buffer => deflateSync(source, { level, chunkSize: chunkSize(source) });

/** With tables for a piece of this size, and not for a stream without an end: half as fast again. */
const zstd = (source: Buffer, level: number): Buffer =>
  zstdCompressSync(source, {
    chunkSize: chunkSize(source),
    pledgedSrcSize: source.length,
    params: { [constants.ZSTD_c_compressionLevel]: level },
  });
