/**
 * Follows the blocks to the end of a Volume and says where the last one ends that is truly the Volume's own. A torn
 * block may hold whole blocks of another Volume as its data: those must not be taken for blocks of this one.
 */
import type { Block } from './block.ts';
import { BLOCK_BYTES_MAX, type BlockHeader } from './block-header.ts';
import type { BlockBatch } from './block-reader.ts';
import type { VolumeDamage } from './damage.ts';

/** Behind a damaged block: up to where its data could reach, and what was found within that. */
interface Doubt {
  readonly extent: number;
  readonly sessionId: number;
  readonly sessionTime: number;
  end: number | undefined;
  header: BlockHeader | undefined;
}

export interface LastBlock {
  readonly address: number;
  readonly header: BlockHeader;
}

const DAMAGES_MAX = 1000;

export class TailScan {
  readonly damages: VolumeDamage[] = [];
  /** Blocks are known to be the Volume's own from here on. */
  trusted: boolean;
  /** Behind the last block that is trusted. */
  end: number;
  last: LastBlock | undefined;
  #doubt: Doubt | undefined;
  #runStart: number;

  /** `trusted`: a block begins at `start`, or the Volume ends there. */
  constructor(start: number, trusted: boolean) {
    this.end = start;
    this.trusted = trusted;
    this.#runStart = start;
  }

  /** Batches come in the order of the Volume; one that holds damages holds no blocks. */
  take({ blocks, damages }: BlockBatch): void {
    for (const damage of damages) this.#takeDamage(damage);
    for (const block of blocks) this.#takeBlock(block);
  }

  /** The Volume is read to its end, which is at `sizeBytes`. */
  finish(sizeBytes: number): void {
    const doubt = this.#doubt;
    // What another Volume's block would hold ends there only by a rare chance.
    if (doubt?.end === sizeBytes) this.#trust(doubt.end, doubt.header);
  }

  #takeDamage(damage: VolumeDamage): void {
    const { address, claimedBytes = 0, sessionId = 0, sessionTime = 0 } = damage;
    if (this.damages.length < DAMAGES_MAX) this.damages.push(damage);
    this.#runStart = -1;
    if (this.#doubt !== undefined && address < this.#doubt.extent) return;
    this.#doubt = { extent: address + claimedBytes, sessionId, sessionTime, end: undefined, header: undefined };
  }

  #takeBlock({ address, header }: Block): void {
    const end = address + header.bytes;
    if (this.#runStart < 0) this.#runStart = address;
    // A run that is longer than any block cannot lie in one.
    if (!this.trusted && end - this.#runStart > BLOCK_BYTES_MAX) this.trusted = true;
    const doubt = this.#doubt;
    if (doubt === undefined || end > doubt.extent || isLater(header, doubt)) this.#trust(end, header);
    else Object.assign(doubt, { end, header });
  }

  #trust(end: number, header: BlockHeader | undefined): void {
    this.#doubt = undefined;
    this.end = end;
    if (header !== undefined) this.last = { address: end - header.bytes, header };
  }
}

/** What a daemon appended behind a block belongs to the same session or a later one; backed-up Volumes are older. */
const isLater = (header: BlockHeader, doubt: Doubt): boolean =>
  header.sessionTime === doubt.sessionTime
    ? header.sessionId >= doubt.sessionId
    : header.sessionTime > doubt.sessionTime;
