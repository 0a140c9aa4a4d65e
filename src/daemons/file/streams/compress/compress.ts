/** One record, compressed: a whole zlib stream, or a header and an LZO or ZSTD block (specification 04 §5.3). */
import { constants, deflateSync, zstdCompressSync } from 'node:zlib';
import { compressLzo } from '../lzo/compress.ts';
import { ZlibContext } from '../zlib-context.ts';
import { BLOCK_ALGORITHM, BLOCK_HEADER_BYTES, writeBlockHeader } from './block-header.ts';
import { type Codec, compressedBytesMax } from './codec.ts';

/**
 * Writes at `at` of `target`, which has room for compressedBytesMax; returns where it ends. `bytesMin`, at most 12: where
 * the result would be shorter, it is left uncompressed inside its zlib stream.
 */
export function compress(codec: Codec, source: Buffer, target: Buffer, at: number, bytesMin = 0): number {
  if (codec.algorithm === 'gzip') {
    const end = compressWithZlib(codec, source, target, at);
    return end - at < bytesMin ? at + deflateSync(source, { level: 0 }).copy(target, at) : end;
  }
  const body = at + BLOCK_HEADER_BYTES;
  if (codec.algorithm === 'lzo') {
    const end = compressLzo(source, target, body);
    writeBlockHeader(target, at, BLOCK_ALGORITHM.lzo, end - body);
    return end;
  }
  const end = compressWithZlib(codec, source, target, body);
  writeBlockHeader(target, at, BLOCK_ALGORITHM.zstd, end - body);
  return end;
}

type ZlibCodec = Exclude<Codec, { algorithm: 'lzo' }>;

/** That of the last codec: a FileSet rarely has two. */
let last: { readonly codec: ZlibCodec; readonly context: ZlibContext | undefined } | undefined;

function compressWithZlib(codec: ZlibCodec, source: Buffer, target: Buffer, at: number): number {
  if (last?.codec.algorithm !== codec.algorithm || last.codec.level !== codec.level)
    last = { codec, context: ZlibContext.compressor(codec) };
  if (last.context === undefined) return at + compressAnew(codec, source).copy(target, at);
  const end = last.context.run(source, target, at);
  if (end === undefined)
    throw new RangeError(`${source.length} bytes do not fit into ${target.length - at} when compressed`);
  return end;
}

/** All in one piece: Node would otherwise gather pieces of 16 KiB and copy them together. */
const chunkSize = (source: Buffer): number => Math.max(64, compressedBytesMax(source.length));

function compressAnew({ algorithm, level }: ZlibCodec, source: Buffer): Buffer {
  if (algorithm === 'gzip') return deflateSync(source, { level, chunkSize: chunkSize(source) });
  return zstdCompressSync(source, {
    chunkSize: chunkSize(source),
    pledgedSrcSize: source.length,
    params: { [constants.ZSTD_c_compressionLevel]: level },
  });
}
