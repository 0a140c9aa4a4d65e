/**
 * Lets this node's Director run exactly while it leads: looks, lets the table decide, carries out. The Director itself is
 * whoever implements DirectorOffice: a process in the product, a few lines in a simulated world.
 */
import type { Clock, Logger } from '../core/index.ts';
import type { CatalogSource } from './catalog-source.ts';
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';
import { DIRECTOR_TRANSITIONS, type DirectorRole } from './director-transitions.ts';
import { type DirectorView, observeDirector } from './director-view.ts';
import type { Failsafe, Tenure } from './failsafe/failsafe.ts';
import type { Promises } from './failsafe/promises.ts';
import { isKeptOrPaused, keepThroughPause, letGoAfterPause } from './keep-through-pause.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';
import { Machine } from './machine.ts';
import { claimOffice, finishRelease, type OfficeKeyTools, releaseOffice, resumeOffice } from './office-keys.ts';
import { OwnTerms } from './own-terms.ts';
import type { StoreReader } from './store-reader.ts';
import { catalogReadiness, type Since, vacancyOf } from './vacancy.ts';

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
  /** Where the Catalog is; left out: the cluster looks after it itself. */
  readonly catalog?: CatalogSource | undefined;
  readonly priority: number;
  readonly dcs: Dcs;
  readonly store: StoreReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: LeaseKeeper;
  /** What this member promises to others; and what keeps it in office where the store is not reached. */
  readonly promises?: Promises;
  readonly failsafe?: Failsafe;
  readonly timing: LeaseTiming;
  readonly office: DirectorOffice;
  readonly designatedMs: number;
  /** Takes away what else goes along with the office on this machine. Bounded; never rejects. */
  readonly letGo?: () => Promise<void>;
}

const STEPS_MAX = 6;

export class DirectorAgent implements AsyncDisposable {
  readonly #options: DirectorAgentOptions;
  readonly #machine: Machine<DirectorRole, DirectorView>;
  readonly #keys: OfficeKeyTools;
  readonly #ending = new AbortController();
  readonly #listening: Disposable;
  readonly #looking: Promise<void>;
  readonly #vacancy: Since;
  readonly #readiness: Since;
  readonly #terms: OwnTerms;
  /** What the last step was decided on. */
  #decidedOn: DcsSnapshot | undefined;
  #isKeeping = false;

  constructor(options: DirectorAgentOptions) {
    this.#options = options;
    this.#terms = new OwnTerms('director', options);
    this.#vacancy = vacancyOf('director', options.clock);
    this.#readiness = catalogReadiness(options.clock);
    const { clock, logger, store, office } = options;
    const keys: OfficeKeyTools = {
      ...{ office: 'director' as const, name: options.name, dcs: options.dcs, clock },
      snapshot: () => store.snapshot as DcsSnapshot,
      decidedOn: () => this.#decidedOn as DcsSnapshot,
      refresh: () => store.refresh(),
      lease: () => options.lease.held?.id,
      why: () => this.#machine.why,
      surrender: (epoch: bigint) => {
        this.#terms.surrenderedEpoch = epoch;
      },
      promises: options.promises,
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
          await Promise.all([options.letGo?.(), office.stop('clean', signal)]);
          this.#terms.abandon();
          await releaseOffice(keys, 'handed over');
          await store.refresh();
        },
        fencing: async (signal) => {
          this.#terms.abandon();
          await Promise.all([options.letGo?.(), office.stop('immediate', signal)]);
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
    const listening = new DisposableStack();
    listening.use(store.listen((snapshot) => this.#take(snapshot)));
    if (options.catalog !== undefined) listening.use(options.catalog.listen(() => this.poke()));
    this.#listening = listening;
    this.#looking = this.#look();
  }

  get role(): DirectorRole {
    return this.#machine.role;
  }

  /** Since it last looked whether there is something to decide. */
  get idleMs(): number {
    return this.#machine.idleMs;
  }

  /** When the role was taken up, by this node's wall clock, in ms since 1970. */
  get sinceMs(): number {
    return this.#machine.sinceMs;
  }

  /** The epoch in which this node's Director may decide at this moment. */
  get epoch(): bigint | undefined {
    return this.tenure?.epoch;
  }

  /** ... and whether by the key, or because all members have confirmed it. */
  get tenure(): Tenure | undefined {
    return this.#terms.tenure;
  }

  /** Something has changed: decide anew. */
  poke(): void {
    const { store } = this.#options;
    for (let steps = 0; steps < STEPS_MAX && !this.#ending.signal.aborted; steps++) {
      const view = this.#view();
      if (view === undefined) return;
      if (view.leadsByKey) this.#terms.ownEpoch = this.epoch;
      if (!this.#machine.step(view)) break;
      this.#decidedOn = store.snapshot;
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
      ...{ snapshot: store.snapshot, name, priority, designatedMs, catalog: this.#options.catalog },
      lease: lease.held?.id,
      confirmedEpoch: this.#terms.confirmedEpoch,
      mayClaim: this.#options.promises?.mayClaim('director') ?? true,
      surrenderedEpoch: this.#terms.surrenderedEpoch,
      droppedKept: this.#terms.droppedKept,
      ownEpoch: this.#terms.ownEpoch,
      alive: office.alive,
      act: this.#machine.act,
      vacantMs: this.#vacancy.ms,
      catalogReadyMs: this.#readiness.ms,
      nowMs: clock.now().getTime(),
    });
  }

  async #keepThroughPause(): Promise<void> {
    const { snapshot } = this.#options.store;
    if (this.#isKeeping || snapshot === undefined || !isKeptOrPaused(snapshot, 'director')) return;
    const view = this.#view();
    const [keeps, letsGo] = [this.role === 'leading' && view?.leadsByKey, this.role === 'waiting' && view?.keptHere];
    if (!(keeps || letsGo)) return;
    this.#isKeeping = true;
    const dropKept = (revision: bigint): void => {
      this.#terms.droppedKept = revision;
    };
    const tools = { ...this.#keys, droppedKept: () => this.#terms.droppedKept, dropKept };
    await (keeps ? keepThroughPause(tools) : letGoAfterPause(tools)).finally(() => {
      this.#isKeeping = false;
    });
  }

  #take(snapshot: DcsSnapshot): void {
    this.#vacancy.take(snapshot);
    this.#readiness.take(snapshot);
    this.poke();
  }

  /** Often enough to see a Director die, and at the very moment when the lease is no longer certain. */
  async #look(): Promise<void> {
    const { clock, timing, lease, failsafe } = this.#options;
    while (!this.#ending.signal.aborted) {
      const fenceAtMs = lease.held?.fenceAtMs ?? failsafe?.certainUntilMs('director');
      const untilFence = fenceAtMs === undefined ? timing.retryMs : fenceAtMs - clock.monotonicMs();
      const ms = Math.max(1, Math.min(untilFence, timing.retryMs));
      await clock.sleep(ms, this.#ending.signal).catch(() => {});
      this.poke();
      if (this.#options.store.snapshot === undefined) continue;
      void finishRelease(
        this.#keys,
        this.#terms.surrenderedEpoch,
        this.role === 'handing-over' ? 'handed over' : 'given back',
      ).catch(() => {});
      void this.#keepThroughPause().catch(() => {});
    }
  }
}
