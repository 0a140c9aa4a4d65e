/**
 * What is written to one drive: the blocks of all its append sessions, in whole and in the order in which they were
 * finished, on one Volume after the other (page 05 §6.1). The sessions do not notice when the Volume changes.
 */
import type { Drive } from '../drive.ts';
import type { MediaTools } from '../tools.ts';
import type { AppendVolume } from './append-volume.ts';
import type { Outgoing, Party } from './party.ts';
import { VolumeChain } from './volume-chain.ts';

export class Appender {
  readonly #parties = new Set<Party>();
  readonly #chain: VolumeChain;
  /** Blocks for which there is no Volume yet. */
  #backlog: Outgoing[] = [];
  /** The Volume must be able to take so many bytes in one block; 0: none is needed. */
  #wantedBytes = 0;
  #moving = false;
  #waiters: (() => void)[] = [];
  /** Sessions that wait for their last block: nothing is gathered while there are some. */
  #draining = 0;

  constructor(drive: Drive, tools: MediaTools) {
    this.#chain = new VolumeChain({
      drive,
      tools,
      parties: this.#parties,
      broken: (unwritten) => {
        this.#backlog.unshift(...unwritten);
        this.#move();
      },
    });
  }

  get volume(): AppendVolume | undefined {
    return this.#chain.volume;
  }

  get writers(): number {
    return this.#parties.size;
  }

  /** Whether any session writes on the Volume, and not only waits to be let on it. */
  get inUse(): boolean {
    return [...this.#parties].some(({ seat }) => seat.counted);
  }

  /** Where the next block will be. */
  get nextAddress(): number {
    return this.volume?.writer.end ?? 0;
  }

  /** Whether the next block goes where `nextAddress` says, if it has so many bytes. */
  ready(bytes: number): boolean {
    return !this.#moving && this.#backlog.length === 0 && this.volume?.takes(bytes) === true;
  }

  attach(party: Party): void {
    this.#parties.add(party);
  }

  /** Resolves when nothing is told through the party any more: its Director may hear its last word. */
  async detach(party: Party): Promise<void> {
    this.#parties.delete(party);
    this.wake();
    await this.#chain.told();
    if (this.#parties.size === 0 && !this.#moving) await this.#chain.letGo();
    this.wake();
  }

  /** Nobody who is left may use the Volume: the next one who wants to write gets another. */
  async changeVolume(): Promise<void> {
    if (this.#moving) return;
    await this.#chain.letGo();
    this.wake();
  }

  /** What the party has written is made safe and told; `between` JobMedia and the Volume's figures. */
  async settle(party: Party, between: () => void): Promise<void> {
    party.ranges.end();
    await this.#chain.left;
    const { volume } = this;
    if (volume === undefined) between();
    else {
      await this.#chain.checkpoint(volume, [party], party, between);
      if (this.#parties.size === 1) await this.#chain.settleUsed(volume, party);
    }
  }

  /** A party has failed: its blocks that have no place yet are given back. */
  abandon(party: Party): void {
    const mine = this.#backlog.filter((out) => out.party === party);
    this.#backlog = this.#backlog.filter((out) => out.party !== party);
    for (const { block } of mine) party.dropped(block);
    this.wake();
  }

  /** Until there is a Volume that takes one more block of so many bytes. Throws the party's failure. */
  async ensure(party: Party, bytes: number): Promise<void> {
    while (party.failure === undefined && !this.ready(bytes)) {
      this.#wantedBytes = Math.max(this.#wantedBytes, bytes);
      this.#move();
      await this.changed();
    }
    if (party.failure !== undefined) throw party.failure;
  }

  submit(out: Outgoing): void {
    if (this.ready(out.data.length)) this.#put(out);
    else {
      this.#backlog.push(out);
      this.#move();
    }
  }

  /** While anybody drains, blocks are written as they come. */
  drain(): Disposable {
    this.#draining++;
    this.volume?.writer.flush();
    return { [Symbol.dispose]: () => void this.#draining-- };
  }

  /** Resolves when something about the Volume or the sessions has changed. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  wake(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  #put(out: Outgoing): void {
    const writer = this.volume?.writer;
    writer?.put(out);
    if (this.#draining > 0) writer?.flush();
  }

  #move(): void {
    if (this.#moving) return;
    this.#moving = true;
    void this.#moveOn();
  }

  async #moveOn(): Promise<void> {
    try {
      while (this.#backlog.length > 0 || !this.#content()) {
        const volume = await this.#chain.mount();
        if (volume === undefined) this.#dropAll();
        else if (!this.#place(volume)) await this.#chain.leave(volume);
      }
      if (this.#parties.size === 0) await this.#chain.letGo();
    } catch (error) {
      for (const party of this.#parties) party.fail(error as Error);
      this.#dropAll();
    } finally {
      this.#moving = false;
      this.#wantedBytes = 0;
      this.wake();
    }
  }

  /** There is nothing to be done about the Volume. */
  #content(): boolean {
    return this.volume === undefined ? this.#wantedBytes === 0 : this.volume.takes(this.#wantedBytes);
  }

  /** False: the Volume is at its end. */
  #place(volume: AppendVolume): boolean {
    this.#backlog = this.#backlog.filter((out) => !dropped(out));
    let placed = 0;
    for (const out of this.#backlog) {
      if (!volume.takes(out.data.length)) break;
      this.#put(out);
      placed++;
    }
    this.#backlog.splice(0, placed);
    return this.#backlog.length === 0 && volume.takes(this.#wantedBytes);
  }

  #dropAll(): void {
    for (const { party, block } of this.#backlog.splice(0)) party.dropped(block);
    this.#wantedBytes = 0;
  }
}

/** The blocks of a session that has failed are of no use to anybody. */
function dropped({ party, block }: Outgoing): boolean {
  if (party.failure === undefined) return false;
  party.dropped(block);
  return true;
}
