/** A Director of the world: takes a moment to start, raises the epoch in the Catalog first, and can die by itself. */
import type { DirectorOffice } from '../../src/ha/index.ts';
import { type JobWorld, SimulatedJobs } from './simulated-jobs.ts';
import type { SimulatedMachine } from './simulated-machine.ts';

const LOOK_MS = 50;
const PATIENCE_LOOKS = 40;

export class SimulatedDirector implements DirectorOffice {
  readonly machine: SimulatedMachine;
  readonly #world: JobWorld;
  #life = 0;
  alive = false;
  epoch = 0n;

  constructor(machine: SimulatedMachine, world: JobWorld) {
    this.machine = machine;
    this.#world = world;
  }

  async start(epoch: bigint, signal: AbortSignal): Promise<void> {
    await this.#takes(20, 300);
    signal.throwIfAborted();
    await this.#raise(epoch, signal);
    this.epoch = epoch;
    this.alive = true;
    const life = ++this.#life;
    new SimulatedJobs(this.#world, this.machine, epoch, () => this.#life === life);
  }

  async stop(how: 'clean' | 'immediate', signal: AbortSignal): Promise<void> {
    await this.#takes(5, how === 'clean' ? 300 : 100);
    if (how === 'clean') signal.throwIfAborted();
    this.die();
  }

  die(): void {
    this.alive = false;
    this.#life += 1;
  }

  /** From the moment when this is confirmed no older epoch may write. */
  async #raise(epoch: bigint, signal: AbortSignal): Promise<void> {
    const catalog = this.#world.catalogFrom(this.machine.name);
    if (catalog === undefined || !catalog.takes(epoch)) throw new Error('The Catalog does not take this epoch');
    const { timeline } = catalog;
    const place = catalog.commitState({ ...catalog.state, epoch });
    for (let looks = 0; looks < PATIENCE_LOOKS; looks++) {
      if (catalog.isConfirmed(place)) return;
      await this.#takes(LOOK_MS, LOOK_MS);
      signal.throwIfAborted();
      if (!catalog.writable || catalog.timeline !== timeline) break;
    }
    throw new Error('The epoch was not confirmed');
  }

  #takes(fromMs: number, toMs: number): Promise<void> {
    const ms = fromMs + this.#world.random() * (toMs - fromMs);
    return new Promise((resolve) => this.machine.deliver(ms, resolve));
  }
}
