/** Follows the blocks to the end of a Volume, and says where the last whole one ends. */
import { BLOCK_BYTES_MAX, type BlockHeader } from './block-header.ts';
import type { BlockBatch } from './block-reader.ts';
import type { VolumeDamage } from './damage.ts';

export interface LastBlock {
  readonly address: number;
  readonly header: BlockHeader;
}

const DAMAGES_MAX = 1000;

export class TailScan {
  /** The first of them. */
  readonly damages: VolumeDamage[] = [];
  /** Behind the last whole block. */
  end: number;
  last: LastBlock | undefined;
  /**
   * The blocks are the Volume's own. Where reading began in the middle they might be another Volume's, which a backup
   * holds as data in one block; so many of them that they are longer than any block are not.
   */
  trusted: boolean;
  #runStart: number;

  /** `trusted`: it is known that a block begins at `start`, or that the Volume ends there. */
  constructor(start: number, trusted: boolean) {
    this.end = start;
    this.trusted = trusted;
    this.#runStart = start;
  }

  /** Batches come in the order of the Volume; one that holds damages holds no blocks. */
  take({ blocks, damages }: BlockBatch): void {
    for (const damage of damages) {
      if (this.damages.length < DAMAGES_MAX) this.damages.push(damage);
      this.#runStart = -1;
    }
    for (const { address, header } of blocks) {
      if (this.#runStart < 0) this.#runStart = address;
      this.last = { address, header };
      this.end = address + header.bytes;
      if (this.end - this.#runStart > BLOCK_BYTES_MAX) this.trusted = true;
    }
  }
}
