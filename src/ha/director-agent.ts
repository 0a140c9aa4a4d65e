/**
 * Lets this node's Director run exactly while it leads: looks, lets the table decide, carries out. The Director itself is
 * whoever implements DirectorOffice: a process in the product, a few lines in a simulated world.
 */
import type { Clock, Logger } from '../core/index.ts';
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';
import { DIRECTOR_TRANSITIONS, type DirectorRole } from './director-transitions.ts';
import { type DirectorView, observeDirector } from './director-view.ts';
import { holdsOffice } from './holds-office.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';
import { Machine } from './machine.ts';
import { claimOffice, finishRelease, type OfficeKeyTools, releaseOffice, resumeOffice } from './office-keys.ts';
import { lastEpochIn } from './records.ts';
import type { StoreReader } from './store-reader.ts';
import { Vacancy } from './vacancy.ts';

export interface DirectorOffice {
  /** It lives and answers; looked at all the time, so it must cost nothing. */
  readonly alive: boolean;
  /** Raises the epoch in the Catalog, ends older sessions there, runs Jobs. One that runs already hears the new epoch. */
  start(epoch: bigint, signal: AbortSignal): Promise<void>;
  /** `clean`: Jobs go on at the daemons and are adopted; `immediate`: nothing of it runs when this resolves. */
  stop(how: 'clean' | 'immediate', signal: AbortSignal): Promise<void>;
}

export interface DirectorAgentOptions {
  readonly name: string;
  readonly priority: number;
  readonly dcs: Dcs;
  readonly store: StoreReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: LeaseKeeper;
  readonly timing: LeaseTiming;
  readonly office: DirectorOffice;
  readonly designatedMs: number;
}

const STEPS_MAX = 6;

export class DirectorAgent implements AsyncDisposable {
  readonly #options: DirectorAgentOptions;
  readonly #machine: Machine<DirectorRole, DirectorView>;
  readonly #keys: OfficeKeyTools;
  readonly #ending = new AbortController();
  readonly #listening: Disposable;
  readonly #looking: Promise<void>;
  readonly #vacancy: Vacancy;
  #ownEpoch: bigint | undefined;
  #surrenderedEpoch: bigint | undefined;

  constructor(options: DirectorAgentOptions) {
    this.#options = options;
    this.#vacancy = new Vacancy('director', options.clock);
    const { clock, logger, store, office } = options;
    const keys: OfficeKeyTools = {
      ...{ office: 'director' as const, name: options.name, dcs: options.dcs },
      snapshot: () => store.snapshot as DcsSnapshot,
      refresh: () => store.refresh(),
      lease: () => options.lease.held?.id,
      why: () => this.#machine.why,
      surrender: (epoch: bigint) => {
        this.#surrenderedEpoch = epoch;
      },
    };
    this.#keys = keys;
    this.#machine = new Machine<DirectorRole, DirectorView>({
      table: DIRECTOR_TRANSITIONS,
      start: 'waiting',
      acts: {
        claiming: () => claimOffice(keys),
        resuming: () => resumeOffice(keys),
        'taking-over': (signal) => office.start(this.epoch ?? 0n, signal),
        'handing-over': async (signal) => {
          await office.stop('clean', signal);
          await releaseOffice(keys);
          await store.refresh();
        },
        fencing: async (signal) => {
          await office.stop('immediate', signal);
          await store.refresh();
          await releaseOffice(keys).catch(() => {});
          await store.refresh();
        },
      },
      urgent: new Set<DirectorRole>(['fencing']),
      clock,
      logger,
      changed: () => this.poke(),
    });
    this.#listening = store.listen((snapshot) => this.#take(snapshot));
    this.#looking = this.#look();
  }

  get role(): DirectorRole {
    return this.#machine.role;
  }

  /** The epoch in which this node's Director may decide at this moment. */
  get epoch(): bigint | undefined {
    const { store, lease } = this.#options;
    if (store.snapshot === undefined) return undefined;
    const certainty = {
      snapshot: store.snapshot,
      lease: lease.held?.id,
      confirmedEpoch: undefined,
      surrenderedEpoch: this.#surrenderedEpoch,
    };
    return holdsOffice({ office: 'director', ...certainty }).held ? lastEpochIn(store.snapshot, 'director') : undefined;
  }

  /** Something has changed: decide anew. */
  poke(): void {
    for (let steps = 0; steps < STEPS_MAX && !this.#ending.signal.aborted; steps++) {
      const view = this.#view();
      if (view === undefined) return;
      if (view.leadsByKey) this.#ownEpoch = this.epoch;
      if (!this.#machine.step(view)) break;
    }
  }

  /** The Director is left as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#listening[Symbol.dispose]();
    await this.#machine.stop();
    await this.#looking;
  }

  #view(): DirectorView | undefined {
    const { store, lease, clock, office, name, priority, designatedMs } = this.#options;
    if (store.snapshot === undefined) return undefined;
    return observeDirector({
      ...{ snapshot: store.snapshot, name, priority, designatedMs },
      lease: lease.held?.id,
      confirmedEpoch: undefined,
      surrenderedEpoch: this.#surrenderedEpoch,
      ownEpoch: this.#ownEpoch,
      alive: office.alive,
      act: this.#machine.act,
      vacantMs: this.#vacancy.ms,
      nowMs: clock.now().getTime(),
    });
  }

  #take(snapshot: DcsSnapshot): void {
    this.#vacancy.take(snapshot);
    this.poke();
  }

  /** Often enough to see a Director die, and at the very moment when the lease is no longer certain. */
  async #look(): Promise<void> {
    const { clock, timing, lease } = this.#options;
    while (!this.#ending.signal.aborted) {
      const untilFence = lease.held === undefined ? timing.retryMs : lease.held.fenceAtMs - clock.monotonicMs();
      const ms = Math.max(1, Math.min(untilFence, timing.retryMs));
      await clock.sleep(ms, this.#ending.signal).catch(() => {});
      this.poke();
      if (this.#options.store.snapshot !== undefined)
        void finishRelease(this.#keys, this.#surrenderedEpoch).catch(() => {});
    }
  }
}
