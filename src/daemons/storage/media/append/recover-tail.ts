/**
 * Where a Volume that was written before really ends (page 05 §6). After a crash the file may be longer than the Catalog
 * says, and end within a block; genuine daemons write on behind such a torn block, we take it away. Nothing that the
 * Catalog promises, and no good block, is ever taken away.
 */
import type { ByteString } from '../../../../core/index.ts';
import { findAppendPoint, readVolume, type VolumeDamage, type VolumeSource } from '../../../../volume/index.ts';
import type { VolumeFile } from '../../device/index.ts';

export interface TailFacts {
  readonly volume: ByteString;
  /** VolBytes. */
  readonly catalogBytes: number;
  readonly labelEnd: number;
}

export type Tail =
  | {
      readonly kind: 'good';
      /** Where the next block may go. */
      readonly end: number;
      /** What lies behind it and is to be cut off. */
      readonly tornBytes: number;
    }
  /** The file is shorter than the Catalog says. */
  | { readonly kind: 'short'; readonly size: number }
  /** What is damaged is more than one block that was not finished, and lies within what the Catalog knows. */
  | { readonly kind: 'damaged'; readonly end: number };

/** Enough for the last blocks of usual size; where blocks are larger, more is read. */
const LOOK_BACK_BYTES = 256 * 1024;

export async function recoverTail(file: VolumeFile, facts: TailFacts): Promise<Tail> {
  const { volume, catalogBytes, labelEnd } = facts;
  const size = await file.sizeBytes();
  if (size < catalogBytes) return { kind: 'short', size };
  const known = Math.max(labelEnd, catalogBytes);
  const isEnd = known === labelEnd || (await blockEndsAt(file, known, facts));
  if (isEnd && known === size) return { kind: 'good', end: size, tornBytes: 0 };
  const point = await findAppendPoint(sourceUpTo(file, volume, size), isEnd ? { goodEnd: known } : {});
  const { address: end, tornBytes } = point;
  if (end < catalogBytes && !endsTorn(point.damages, end, size)) return { kind: 'damaged', end };
  return { kind: 'good', end, tornBytes };
}

/** What is behind the last good block is one block, which was never finished. */
function endsTorn(damages: readonly VolumeDamage[], end: number, size: number): boolean {
  const last = damages.at(-1);
  if (last === undefined || last.address !== end) return false;
  return last.kind === 'torn-block' || (last.claimedBytes !== undefined && end + last.claimedBytes >= size);
}

async function blockEndsAt(file: VolumeFile, address: number, { volume, labelEnd }: TailFacts): Promise<boolean> {
  const from = Math.max(labelEnd, address - LOOK_BACK_BYTES);
  const plan = (at: number) => ({ first: Math.max(from, at), last: address });
  let end = 0;
  for await (const { blocks } of readVolume(sourceUpTo(file, volume, address), { plan, salvage: true })) {
    const last = blocks.at(-1);
    if (last !== undefined) end = last.address + last.header.bytes;
  }
  return end === address;
}

const sourceUpTo = (file: VolumeFile, volume: ByteString, sizeBytes: number): VolumeSource => ({
  volume,
  sizeBytes,
  read: (buffer, at) => file.readAt(buffer.subarray(0, Math.max(0, Math.min(buffer.length, sizeBytes - at))), at),
});
