/**
 * The Jobs of one Director while it lives: what is due gets a row first, then a Storage Daemon; facts are committed with their
 * number and acknowledged when that will stay; whatever an earlier Director began is looked for before anything is begun.
 */
import { type JobRow, withJob } from './catalog-state.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { SimulatedPostgres } from './simulated-postgres.ts';
import type { SimulatedStorage } from './simulated-storage.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface JobWorld {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly storages: readonly SimulatedStorage[];
  readonly connected: (from: string, to: string) => boolean;
  readonly latencyMs: (machine: string) => number;
  /** The writable Catalog as this machine reaches it. */
  readonly catalogFrom: (machine: string) => SimulatedPostgres | undefined;
  /** The last run whose time has come. */
  readonly lastDue: () => number;
  /** A Job has been said to have ended well. */
  readonly reported: (run: number, facts: number) => void;
}

const CALL_MS = 1_000;
const ROUND_MS = 400;
const SEND_AGAIN_MS = 300;
const SEND_TRIES = 60;
const CONFIRM_MS = 20;
const CONFIRM_LOOKS = 50;

/** Of each run: how many facts it will have, how fast, and where; nobody has to remember it. */
export const factsOf = (run: number): number => 3 + ((run * 7) % 11);
const paceOf = (run: number): number => 100 + ((run * 131) % 500);

export class SimulatedJobs {
  readonly #world: JobWorld;
  readonly #machine: SimulatedMachine;
  readonly #epoch: bigint;
  readonly #isAlive: () => boolean;
  /** The Jobs that were found at each Storage Daemon when it was first reached in this epoch, or begun since. */
  readonly #known = new Map<SimulatedStorage, Set<number>>();
  readonly #arrived = new Map<SimulatedStorage, number>();
  #sent = 0;

  constructor(world: JobWorld, machine: SimulatedMachine, epoch: bigint, isAlive: () => boolean) {
    this.#world = world;
    this.#machine = machine;
    this.#epoch = epoch;
    this.#isAlive = isAlive;
    for (const storage of world.storages) void this.#serve(storage);
  }

  async #serve(storage: SimulatedStorage): Promise<void> {
    while (this.#isAlive()) {
      await this.#round(storage).catch(() => {});
      await this.#takes(ROUND_MS);
    }
  }

  async #round(storage: SimulatedStorage): Promise<void> {
    const { lastDue, storages } = this.#world;
    if (!this.#known.has(storage)) {
      this.#known.set(storage, new Set(await this.#call(storage, () => storage.list(this.#epoch))));
    }
    const known = this.#known.get(storage) as Set<number>;
    const { state } = this.#catalog();
    for (let run = 1; run <= lastDue() && this.#isAlive(); run++) {
      if (storages[run % storages.length] !== storage) continue;
      if (state.jobs.get(run)?.status !== 'T' || known.has(run)) await this.#advance(storage, run, known);
    }
  }

  /** One step of one Job, on nothing but what will stay. */
  async #advance(storage: SimulatedStorage, run: number, known: Set<number>): Promise<void> {
    const row = await this.#read(run);
    if (row === undefined) this.#write(run, undefined, { run, status: 'C', facts: 0 });
    else if (row.status === 'T') await this.#finish(storage, row, known);
    else if (row.status === 'C' && !known.has(run)) await this.#begin(storage, row, known);
    else await this.#follow(storage, row);
  }

  async #begin(storage: SimulatedStorage, row: JobRow, known: Set<number>): Promise<void> {
    // Whatever becomes of the order, it is not given again before the Storage Daemon has been asked.
    known.add(row.run);
    await this.#call(storage, () => storage.run(this.#epoch, row.run, factsOf(row.run), paceOf(row.run)));
    this.#write(row.run, row, { ...row, status: 'R' });
  }

  async #follow(storage: SimulatedStorage, row: JobRow): Promise<void> {
    const { run, facts: from } = row;
    if (from > 0) await this.#call(storage, () => storage.acknowledge(this.#epoch, run, from));
    const read = await this.#call(storage, () => storage.read(this.#epoch, run, from));
    if (read === undefined) return this.#again(storage, row);
    if (read.facts === 0 && !read.ended) return;
    this.#write(run, row, { run, status: read.ended ? 'T' : 'R', facts: from + read.facts });
  }

  async #again(storage: SimulatedStorage, row: JobRow): Promise<void> {
    const listed = await this.#call(storage, () => storage.list(this.#epoch));
    // The order to begin it was lost on its way; or this Catalog lacks facts that nobody else has any more, and only the
    // Client still has the data.
    this.#known.set(storage, new Set(listed.filter((run) => run !== row.run)));
    if (listed.includes(row.run)) await this.#call(storage, () => storage.forget(this.#epoch, row.run));
    if (row.status === 'C') return;
    this.#write(row.run, row, { run: row.run, status: 'C', facts: 0 });
  }

  async #finish(storage: SimulatedStorage, { run, facts }: JobRow, known: Set<number>): Promise<void> {
    this.#world.reported(run, facts);
    await this.#call(storage, () => storage.acknowledge(this.#epoch, run, facts));
    known.delete(run);
  }

  /** Resolves when all that was read will stay. */
  async #read(run: number): Promise<JobRow | undefined> {
    const catalog = this.#catalog();
    const { state, timeline } = catalog;
    const place = catalog.log.length;
    for (let looks = 0; looks < CONFIRM_LOOKS && this.#isAlive(); looks++) {
      if (!catalog.writable || catalog.timeline !== timeline) break;
      if (catalog.isDurable(place)) return state.jobs.get(run);
      await this.#takes(CONFIRM_MS);
    }
    throw new Error('it is not sure that it stays');
  }

  /** Under this epoch, and only where nobody has written since. */
  #write(run: number, before: JobRow | undefined, after: JobRow): void {
    const catalog = this.#catalog();
    const { state } = catalog;
    if (!this.#isAlive() || !catalog.takes(this.#epoch)) throw new Error('another Director writes');
    if (state.jobs.get(run) !== before) throw new Error('the row has changed');
    // A Catalog that was promoted without its last commits may have lost this Director's epoch.
    catalog.commitState(withJob({ ...state, epoch: this.#epoch }, after));
  }

  #catalog(): SimulatedPostgres {
    const catalog = this.#world.catalogFrom(this.#machine.name);
    if (catalog === undefined) throw new Error('the Catalog is not reached');
    return catalog;
  }

  /**
   * One after the other, on a connection of its own: what a later message has overtaken no longer arrives. What a cut keeps
   * away is sent again until it arrives, long after nobody waits for an answer any more, or its machine has lost power.
   */
  #call<T>(storage: SimulatedStorage, work: () => T): Promise<T> {
    const { time, connected, latencyMs } = this.#world;
    const { name } = this.#machine;
    const number = ++this.#sent;
    return new Promise<T>((resolve, reject) => {
      const bound = this.#machine.deliver(CALL_MS, () => reject(new Error('no answer')));
      const answer = (how: () => void): void => {
        if (!connected(storage.name, name)) return;
        this.#machine.deliver(latencyMs(name), () => {
          bound.dead = true;
          how();
        });
      };
      const arrive = (): void => {
        if (number < (this.#arrived.get(storage) ?? 0)) return;
        this.#arrived.set(storage, number);
        try {
          const result = work();
          answer(() => resolve(result));
        } catch (error) {
          answer(() => reject(error));
        }
      };
      const send = (tries: number): void => {
        if (connected(name, storage.name)) time.after(latencyMs(name), arrive);
        else if (tries > 0) this.#machine.deliver(SEND_AGAIN_MS, () => send(tries - 1));
      };
      // It is dialled first.
      this.#machine.deliver(latencyMs(name), () => send(SEND_TRIES));
    });
  }

  #takes(ms: number): Promise<void> {
    return new Promise((resolve) => this.#machine.deliver(ms * (0.5 + this.#world.random()), resolve));
  }
}
