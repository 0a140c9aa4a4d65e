/**
 * Reads the blocks of a Volume in big pieces, all of it or the addresses that a plan names. What is wrong is a value
 * in the batch; then reading stops, or with `salvage` goes on at the next block that is whole.
 */
import { type Block, type BlockPlace, damageAt, decodeBlock } from './block.ts';
import { BLOCK_HEADER_BYTES_MAX, type BlockHeader, decodeBlockHeader } from './block-header.ts';
import type { Range } from './bootstrap.ts';
import type { VolumeDamage } from './damage.ts';
import { VolumeDamagedError } from './errors.ts';
import { moveToNextBlock, type SearchBounds } from './resynchronise.ts';
import type { VolumeSource } from './volume-source.ts';
import { VolumeWindow } from './volume-window.ts';

/** The next addresses to read, at or behind `address`; undefined: none. Asked again after each batch. */
export type ReadPlan = (address: number) => Range | undefined;

export interface ReadOptions {
  /** Default: the whole Volume. */
  readonly plan?: ReadPlan;
  /** Goes on behind what is damaged. */
  readonly salvage?: boolean;
  /** False on a device with `Block Checksum = no`. */
  readonly checksums?: boolean;
  readonly pieceBytes?: number;
  readonly signal?: AbortSignal;
}

export interface BlockBatch {
  /** Their data holds until the next batch is asked for. */
  readonly blocks: readonly Block[];
  readonly damages: readonly VolumeDamage[];
  /** Addresses were left out before the first of them. */
  readonly skipped: boolean;
}

const WHOLE: ReadPlan = (address) => ({ first: address, last: Number.MAX_SAFE_INTEGER });

/** Throws VolumeDamagedError behind the last good batch where reading cannot go on; what the source throws; aborts. */
export async function* readVolume(source: VolumeSource, options: ReadOptions = {}): AsyncGenerator<BlockBatch> {
  await using window = new VolumeWindow(source, options.pieceBytes);
  const reader = new BlockReader(source, window, options);
  for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
    options.signal?.throwIfAborted();
    yield batch;
  }
}

class BlockReader {
  readonly #source: VolumeSource;
  readonly #window: VolumeWindow;
  readonly #plan: ReadPlan;
  readonly #options: ReadOptions;
  #blocks: Block[] = [];
  #damages: VolumeDamage[] = [];
  #skipped = true;
  #ended = false;

  constructor(source: VolumeSource, window: VolumeWindow, options: ReadOptions) {
    this.#source = source;
    this.#window = window;
    this.#plan = options.plan ?? WHOLE;
    this.#options = options;
  }

  /** The next blocks, as many as are in memory, or the next damage; undefined: the end. */
  async next(): Promise<BlockBatch | undefined> {
    const { sizeBytes } = this.#source;
    while (this.#blocks.length + this.#damages.length === 0) {
      const range = this.#plan(this.#window.address);
      if (this.#ended || range === undefined || Math.max(range.first, this.#window.address) >= sizeBytes)
        return undefined;
      await this.#goTo(range);
      await this.#read(range.last);
    }
    const batch = { blocks: this.#blocks, damages: this.#damages, skipped: this.#skipped };
    this.#blocks = [];
    this.#damages = [];
    this.#skipped = false;
    return batch;
  }

  async #goTo({ first, last }: Range): Promise<void> {
    if (first > this.#window.address) this.#skipped = true;
    await this.#window.seek(Math.max(first, this.#window.address), last + 1);
  }

  /** Blocks that begin up to `last`, as far as they are in memory; if none is, more is read first. */
  async #read(last: number): Promise<void> {
    while (this.#window.address <= last) {
      const place = this.#place();
      const decoded = decodeBlock(this.#window.data, this.#window.offset, place);
      if ('block' in decoded) {
        this.#blocks.push(decoded.block);
        this.#window.skip(decoded.block.header.bytes);
      } else if (this.#blocks.length > 0) {
        // What follows moves the memory that the blocks are views of.
        return;
      } else if ('damage' in decoded) {
        await this.#goOnBehind(decoded.damage, last);
        return;
      } else if (!(await this.#window.grow(decoded.needBytes))) {
        await this.#endTorn();
        return;
      }
    }
  }

  async #goOnBehind(damage: VolumeDamage, last: number): Promise<void> {
    if (!this.#options.salvage) throw new VolumeDamagedError(damage);
    this.#damages.push(damage);
    this.#ended = !(await moveToNextBlock(this.#window, this.#place(), damage, this.#bounds(last)));
  }

  /** The Volume ends before its last block does; unless another block is behind: then not its end is wrong. */
  async #endTorn(): Promise<void> {
    const bytes = this.#window.bytesHere;
    this.#ended = true;
    if (bytes === 0) return;
    const place = this.#place();
    const header = headerHere(this.#window);
    const length = header === undefined ? 'a header' : `its ${header.bytes} bytes`;
    const torn = damageAt(place, 'torn-block', `the Volume ends after ${bytes} bytes of ${length}`, header);
    this.#ended = !(await moveToNextBlock(this.#window, place, torn, this.#bounds(this.#source.sizeBytes)));
    const swallowed = `it says ${header?.bytes} bytes, but another block begins within them`;
    const damage = this.#ended ? torn : damageAt(place, 'block-length', swallowed, header);
    if (!this.#ended && !this.#options.salvage) throw new VolumeDamagedError(damage);
    this.#damages.push(damage);
  }

  #bounds(last: number): SearchBounds {
    return { last, signal: this.#options.signal };
  }

  #place(): BlockPlace {
    return { volume: this.#source.volume, address: this.#window.address, checksums: this.#options.checksums ?? true };
  }
}

/** As far as it can be read where a block is not whole. */
function headerHere({ data, offset }: VolumeWindow): BlockHeader | undefined {
  if (data.length - offset < BLOCK_HEADER_BYTES_MAX) return undefined;
  const header = decodeBlockHeader(data, offset);
  return typeof header === 'string' ? undefined : header;
}
