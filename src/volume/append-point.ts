/**
 * Where a Job may append to a Volume after a crash (05 §6): behind the last whole block. Genuine daemons append behind
 * a torn block, so damage in the middle is left alone; only what stands behind the last whole block may be cut off.
 */
import { BLOCK_HEADER_BYTES_MAX, decodeBlockHeader } from './block-header.ts';
import { type ReadOptions, readVolume } from './block-reader.ts';
import type { VolumeDamage } from './damage.ts';
import { type LastBlock, TailScan } from './tail-scan.ts';
import type { VolumeSource } from './volume-source.ts';

export interface AppendPoint {
  /** Truncate the file to so many bytes, and write on there. */
  readonly address: number;
  /** Bytes behind it that are no whole block; 0: the Volume ends well. */
  readonly tornBytes: number;
  /** The last whole block, where one was looked at; its Job may still be known. */
  readonly last?: LastBlock;
  /** What was found on the way, the torn end too; only of what was looked at. */
  readonly damages: readonly VolumeDamage[];
}

export interface AppendPointOptions extends Pick<ReadOptions, 'checksums' | 'signal'> {
  /** An address that is known to end a whole block: nothing before it is read. */
  readonly goodEnd?: number;
}

/** Such Volumes are read from their beginning. */
const SHORT_BYTES = 64 * 1024 * 1024;
/** Of a longer one so much of its end is read. */
const TAIL_BYTES = 44 * 1024 * 1024;

/** Reads the end of a Volume, and only what is needed before it. Throws what the source throws; aborts. */
export async function findAppendPoint(source: VolumeSource, options: AppendPointOptions = {}): Promise<AppendPoint> {
  const { goodEnd = 0 } = options;
  const { sizeBytes } = source;
  if (goodEnd > 0 && goodEnd <= sizeBytes) {
    const scan = await readTail(source, goodEnd, true, options);
    // Where not even the beginning of a block stands, what was known is not so.
    const [first] = scan.damages;
    if (first?.kind !== 'not-a-block' || first.address !== goodEnd) return pointOf(scan, sizeBytes);
  }
  if (sizeBytes > SHORT_BYTES) {
    const scan = await readTail(source, sizeBytes - TAIL_BYTES, false, options);
    if (scan.trusted) return pointOf(scan, sizeBytes);
  }
  const start = sizeBytes > SHORT_BYTES ? await walkHeaders(source, sizeBytes - TAIL_BYTES, options) : 0;
  return pointOf(await readTail(source, start, true, options), sizeBytes);
}

async function readTail(source: VolumeSource, start: number, known: boolean, options: AppendPointOptions) {
  const scan = new TailScan(start, known);
  const plan = (address: number) => ({ first: Math.max(address, start), last: Number.MAX_SAFE_INTEGER });
  for await (const batch of readVolume(source, { ...options, plan, salvage: true })) scan.take(batch);
  return scan;
}

function pointOf({ end, last, damages }: TailScan, sizeBytes: number): AppendPoint {
  return { address: end, tornBytes: sizeBytes - end, ...(last === undefined ? {} : { last }), damages };
}

/** From header to header, to the last block that begins before `until`; or to where no header is. */
async function walkHeaders(source: VolumeSource, until: number, { signal }: AppendPointOptions): Promise<number> {
  const bytes = Buffer.alloc(BLOCK_HEADER_BYTES_MAX);
  for (let address = 0; ; ) {
    signal?.throwIfAborted();
    if ((await source.read(bytes, address)) < bytes.length) return address;
    const header = decodeBlockHeader(bytes, 0);
    if (typeof header === 'string' || address + header.bytes >= until) return address;
    address += header.bytes;
  }
}
