/**
 * The memory in which a backup's packets are framed and from which they are sent: a few blocks, used in turn. A block is
 * free again when nothing of it waits to be sent and, where its data is hashed in another thread, that is done too.
 */
export interface OutputBlock {
  readonly bytes: Buffer;
  /** Where it begins in the shared memory; -1 for one that is used once. */
  readonly offset: number;
  /** Pieces that wait to be sent, and one while it is being filled. */
  holds: number;
  /** Resolves when its data was hashed; undefined: it was not given to another thread. */
  hashed: (() => Promise<void> | undefined) | undefined;
}

export class OutputBlocks {
  readonly memory: SharedArrayBuffer;
  readonly #blockBytes: number;
  readonly #free: OutputBlock[] = [];
  readonly #freed: () => void;

  /** `freed` is called whenever a block comes back. */
  constructor(count: number, blockBytes: number, freed: () => void) {
    this.memory = new SharedArrayBuffer(count * blockBytes);
    this.#blockBytes = blockBytes;
    this.#freed = freed;
    for (let i = 0; i < count; i++) {
      const offset = i * blockBytes;
      this.#free.push({ bytes: Buffer.from(this.memory, offset, blockBytes), offset, holds: 0, hashed: undefined });
    }
  }

  /** Undefined: all are in use. */
  take(): OutputBlock | undefined {
    const block = this.#free.shift();
    if (block !== undefined) block.holds = 1;
    return block;
  }

  /** One that is used once: for whoever cannot wait. */
  extra(bytes: number): OutputBlock {
    const room = Buffer.allocUnsafeSlow(Math.max(bytes, this.#blockBytes));
    return { bytes: room, offset: -1, holds: 1, hashed: undefined };
  }

  release(block: OutputBlock): void {
    block.holds--;
    if (block.holds > 0 || block.offset < 0) return;
    const hashed = block.hashed?.();
    block.hashed = undefined;
    if (hashed === undefined) this.#back(block);
    // A thread that broke touches nothing any more; whoever waits for its digests hears of it.
    else hashed.catch(() => {}).then(() => this.#back(block));
  }

  #back(block: OutputBlock): void {
    this.#free.push(block);
    this.#freed();
  }
}
