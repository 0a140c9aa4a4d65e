/**
 * SDPacketCheck (specification 04 §9): now and then the Storage is asked whether it is still there, and nothing more is
 * sent until it has answered. A firewall that forgets silent connections is noticed so.
 */
import { SIGNAL } from '../../../protocol/index.ts';
import type { PacketWriter } from '../streams/index.ts';
import type { StorageLink } from './storage-link.ts';

/** An interval shorter than this, and with less than so many bytes, was too short: it is doubled. */
const SHORT_MS = 3000;
const FEW_BYTES = 500_000_000;

export class PacketCheck {
  readonly #storage: StorageLink;
  readonly #writer: PacketWriter;
  #every: number;
  #next: number;
  #lastMs = performance.now();
  #lastBytes = 0;

  /** `every`: so many packets; 0: never. */
  constructor(storage: StorageLink, writer: PacketWriter, every: number) {
    this.#storage = storage;
    this.#writer = writer;
    this.#every = every;
    this.#next = every;
  }

  /** Undefined: not due. */
  look(): Promise<void> | undefined {
    return this.#every === 0 || this.#writer.packets < this.#next ? undefined : this.#ask();
  }

  async #ask(): Promise<void> {
    this.#writer.signal(SIGNAL.POLL);
    await this.#writer.flush();
    await this.#storage.expectAlive();
    const nowMs = performance.now();
    const short = nowMs - this.#lastMs < SHORT_MS && this.#writer.jobBytes - this.#lastBytes < FEW_BYTES;
    if (short) this.#every *= 2;
    this.#lastMs = nowMs;
    this.#lastBytes = this.#writer.jobBytes;
    this.#next = this.#writer.packets + this.#every;
  }
}
