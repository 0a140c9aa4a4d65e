/**
 * What a data spool looks like: the blocks of one session as they will stand on the Volume, each behind twelve bytes of our
 * own: its length, and the first and the last FileIndex in it, which JobMedia records need. Verified when it is read back:
 * a disk that garbles it must not make a Volume that nobody can read.
 */
import { BlockPool, decodeBlock, type FinishedBlock } from '../../../../volume/index.ts';
import type { VolumeFile } from '../../device/index.ts';
import { SpoolDamagedError } from '../../spool/index.ts';

export const HEAD_BYTES = 12;
const BLOCK_BYTES_MIN = 24;
const PIECE_BYTES = 1024 * 1024;
const PIECES = 4;

export function headOf({ data, firstFileIndex, lastFileIndex }: FinishedBlock): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt32BE(data.length, 0);
  head.writeInt32BE(firstFileIndex, 4);
  head.writeInt32BE(lastFileIndex, 8);
  return head;
}

export interface SpooledBlocks {
  readonly file: VolumeFile;
  readonly name: string;
  /** Of the good part. */
  readonly bytes: number;
  /** None is longer. */
  readonly blockBytes: number;
}

/** All blocks in their order. Memory is bounded: more comes when what came is released. Throws SpoolDamagedError. */
export async function* readBlocks(spool: SpooledBlocks): AsyncGenerator<FinishedBlock> {
  const pieceBytes = Math.max(PIECE_BYTES, HEAD_BYTES + spool.blockBytes);
  const pool = new BlockPool(Math.min(pieceBytes, 20_000_000), PIECES);
  for (let at = 0; at < spool.bytes; ) {
    const piece = pool.take();
    if (piece === undefined) {
      await pool.wait();
      continue;
    }
    const filled = await spool.file.readAt(piece.subarray(0, Math.min(piece.length, spool.bytes - at)), at);
    const { blocks, bytes } = cut(piece, filled, () => pool.give(piece));
    const damaged = blocks.find(({ data }) => !isSound(data));
    if (bytes === 0 || damaged !== undefined) throw new SpoolDamagedError(spool.name, at);
    yield* blocks;
    at += bytes;
  }
}

const isSound = (data: Buffer): boolean => 'block' in decodeBlock(data, 0, { volume: '', address: 0, checksums: true });

/** The whole blocks in a piece; `free` is called when all of them are released. */
function cut(piece: Buffer, filled: number, free: () => void): { blocks: FinishedBlock[]; bytes: number } {
  const blocks: FinishedBlock[] = [];
  let held = 0;
  let at = 0;
  while (at + HEAD_BYTES + BLOCK_BYTES_MIN <= filled) {
    const length = piece.readUInt32BE(at);
    const end = at + HEAD_BYTES + length;
    if (length < BLOCK_BYTES_MIN || end > filled) break;
    const data = piece.subarray(at + HEAD_BYTES, end);
    let out = true;
    const release = (): void => {
      if (out && --held === 0) free();
      out = false;
    };
    blocks.push({
      data,
      number: data.readUInt32BE(8),
      firstFileIndex: piece.readInt32BE(at + 4),
      lastFileIndex: piece.readInt32BE(at + 8),
      release,
    });
    held++;
    at = end;
  }
  return { blocks, bytes: at };
}
