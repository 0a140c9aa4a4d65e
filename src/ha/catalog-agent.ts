/**
 * Keeps a node's Catalog where the cluster wants it: looks (store, PostgreSQL, lease), lets the table decide, and has the
 * acts carried out. Deciding never waits for anything, so that the end of a lease is obeyed in time whatever hangs.
 */
import type { Clock, Logger } from '../core/index.ts';
import {
  type CatalogInstance,
  InstanceDivergedError,
  type InstanceFacts,
  type SynchronousStandbys,
} from '../replication/index.ts';
import { Beat } from './beat.ts';
import { type CatalogActTools, catalogActs, catalogOffice } from './catalog-acts.ts';
import { CATALOG_TRANSITIONS, type CatalogRole } from './catalog-transitions.ts';
import { type CatalogView, observeCatalog } from './catalog-view.ts';
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';
import { hasRoom, NO_ROOM, RoomWatch } from './disk-room.ts';
import type { ElectionLimits } from './election.ts';
import type { Failsafe, Tenure } from './failsafe/failsafe.ts';
import type { Promises } from './failsafe/promises.ts';
import { holdsOffice } from './holds-office.ts';
import { Hopes } from './hopes.ts';
import { keepOffice, type OfficeTools, synchronousStep } from './keep-office.ts';
import { keepThroughPause, letGoAfterPause } from './keep-through-pause.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';
import { Machine } from './machine.ts';
import { finishRelease, type OfficeKeyTools } from './office-keys.ts';
import { MemberPublisher } from './publish-member.ts';
import { drainIn, lastEpochIn, type MemberRecord } from './records.ts';
import { WhyVacant } from './say-why.ts';
import { isKnown, Silence } from './silence.ts';
import type { StoreReader } from './store-reader.ts';
import { type Since, vacancyOf } from './vacancy.ts';

export interface CatalogAgentOptions {
  readonly member: Pick<MemberRecord, 'name' | 'host' | 'port' | 'priority' | 'tags' | 'peer'>;
  readonly dcs: Dcs;
  readonly store: StoreReader;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What this node's Director is to the cluster. */
  readonly directorRole?: () => string;
  /** ... and since when, by this node's wall clock. */
  readonly directorSinceMs?: () => number | undefined;
  readonly instance: CatalogInstance;
  readonly lease: LeaseKeeper;
  /** What this member promises to others; and what keeps it in office where the store is not reached. */
  readonly promises?: Promises;
  readonly failsafe?: Failsafe;
  readonly timing: LeaseTiming;
  readonly limits: ElectionLimits;
  /** Takes away what else goes along with the office on this machine. Bounded; never rejects. */
  readonly letGo?: () => Promise<void>;
  /** So many standbys confirm each commit; undefined: none is waited for. */
  readonly synchronousCount?: number;
}

const NO_FACTS: InstanceFacts = {
  data: false,
  running: false,
  writable: false,
  timeline: 0,
  forkLsn: 0n,
  lsn: 0n,
  streaming: false,
  upstream: undefined,
};

/** By then all processes of a PostgreSQL wait for the standbys that it was told. */
const SETTLED_MS = 200;

/** One decision leads to the next; more than so many at once would be a circle. */
const STEPS_MAX = 8;

export class CatalogAgent implements AsyncDisposable {
  readonly #options: CatalogAgentOptions;
  readonly #machine: Machine<CatalogRole, CatalogView>;
  readonly #office: OfficeKeyTools;
  readonly #ending = new AbortController();
  readonly #listening: Disposable;
  readonly #loops: Promise<unknown>;
  #facts: InstanceFacts = NO_FACTS;
  #factsKnown = false;
  readonly #silence = new Silence();
  readonly #vacancy: Since;
  /** What the last step was decided on. */
  #decidedOn: DcsSnapshot | undefined;
  #ownEpoch: bigint | undefined;
  #followedEpoch: bigint | undefined;
  #surrenderedEpoch: bigint | undefined;
  #droppedKept = -1n;
  #applied: { standbys: SynchronousStandbys; sinceMs: number; lsn: bigint | undefined } | undefined;
  readonly #publisher: MemberPublisher;
  /** From one round of keeping the office up to the next. */
  readonly #beat: Beat;
  readonly #whyVacant: WhyVacant;
  readonly #room: RoomWatch;
  readonly #hopes: Hopes;
  /** What keeps this node from leading where nobody does. */
  #hindrance: string | undefined;
  /** What others should hear of at once. */
  #told = '';

  constructor(options: CatalogAgentOptions) {
    this.#options = options;
    this.#vacancy = vacancyOf('catalog', options.clock);
    const { clock, logger, dcs, instance, member, synchronousCount } = options;
    this.#beat = new Beat(clock, options.timing.renewMs);
    this.#whyVacant = new WhyVacant(logger, options.limits.patienceMs);
    this.#room = new RoomWatch(logger);
    this.#hopes = new Hopes(clock);
    const tools: CatalogActTools = {
      name: member.name,
      dcs,
      clock,
      instance,
      synchronousCount,
      snapshot: () => this.#options.store.snapshot as DcsSnapshot,
      decidedOn: () => this.#decidedOn as DcsSnapshot,
      refresh: () => this.#refresh(),
      lease: () => options.lease.held?.id,
      why: () => this.#machine.why,
      followed: (epoch) => {
        this.#followedEpoch = epoch;
      },
      surrender: (epoch) => {
        this.#surrenderedEpoch = epoch;
      },
      abandon: () => {
        if (this.#ownEpoch !== undefined) options.failsafe?.abandon('catalog', this.#ownEpoch);
      },
      promises: options.promises,
      applied: (standbys) => this.#noteApplied(standbys),
      letGo: async () => options.letGo?.(),
    };
    this.#office = catalogOffice(tools);
    this.#machine = new Machine<CatalogRole, CatalogView>({
      table: CATALOG_TRANSITIONS,
      start: 'starting',
      acts: catalogActs(tools),
      urgent: new Set<CatalogRole>(['fencing']),
      clock,
      logger,
      changed: () => this.poke(),
    });
    this.#publisher = new MemberPublisher(dcs);
    this.#listening = options.store.listen((snapshot) => this.#take(snapshot));
    this.#loops = Promise.all([this.#keepOfficeUp(), this.#lookAtInstance(), this.#guardLease()]);
  }

  get role(): CatalogRole {
    return this.#machine.role;
  }

  /** What was last seen of its PostgreSQL. */
  get facts(): InstanceFacts {
    return this.#facts;
  }

  /** Since it last looked whether there is something to decide. */
  get idleMs(): number {
    return this.#machine.idleMs;
  }

  /** The epoch in which this node leads at this moment, by the key or by confirmation. */
  get epoch(): bigint | undefined {
    return this.tenure?.epoch;
  }

  /** ... and by which of them. */
  get tenure(): Tenure | undefined {
    const { snapshot } = this.#options.store;
    if (snapshot === undefined) return undefined;
    const { byKey, held } = holdsOffice({
      office: 'catalog',
      snapshot,
      lease: this.#options.lease.held?.id,
      confirmedEpoch: this.#options.failsafe?.confirmedEpoch('catalog'),
      ownEpoch: this.#ownEpoch,
      surrenderedEpoch: this.#surrenderedEpoch,
      droppedKept: this.#droppedKept,
    });
    return held ? { epoch: lastEpochIn(snapshot, 'catalog'), byKey } : undefined;
  }

  /** Something has changed: decide anew. */
  poke(): void {
    for (let steps = 0; steps < STEPS_MAX && !this.#ending.signal.aborted; steps++) {
      const view = this.#view();
      if (view === undefined) return;
      if (view.leadsByKey && view.leader !== undefined) this.#ownEpoch = view.leader.epoch;
      if (this.#machine.step(view)) {
        this.#decidedOn = this.#options.store.snapshot;
        // Directors and standbys wait for its word that it takes writes.
        if (this.role === 'primary') this.#beat.hasten();
        continue;
      }
      this.#hindrance = this.#whyVacant.look(view, this.#vacancy.ms);
      break;
    }
    const { role } = this;
    const told = `${role} ${this.#hindrance} ${this.#options.directorRole?.()} ${this.#facts.timeline} ${this.#me().mourns} ${this.#facts.streaming} ${hasRoom(this.#facts)} ${this.#options.lease.held?.id}`;
    if (told !== this.#told) this.#tell();
    this.#told = told;
    if (this.#isSynchronousChange()) this.#beat.hasten();
  }

  /** Acts are given up; PostgreSQL is left as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#beat.hasten();
    this.#listening[Symbol.dispose]();
    await this.#machine.stop();
    await this.#loops;
    await this.#publisher.settled();
  }

  #view(): CatalogView | undefined {
    const { lease, clock, limits } = this.#options;
    if (this.#options.store.snapshot === undefined || !this.#factsKnown) return undefined;
    return observeCatalog({
      snapshot: this.#options.store.snapshot,
      me: this.#me(),
      instance: this.#facts,
      lease: lease.held?.id,
      confirmedEpoch: this.#options.failsafe?.confirmedEpoch('catalog'),
      isBound: this.#options.promises?.isBound('catalog') ?? false,
      mayClaim: this.#options.promises?.mayClaim('catalog') ?? true,
      surrenderedEpoch: this.#surrenderedEpoch,
      droppedKept: this.#droppedKept,
      ownEpoch: this.#ownEpoch,
      act: this.#machine.act,
      followedEpoch: this.#followedEpoch,
      needsCopy: this.#machine.failure instanceof InstanceDivergedError,
      roleMs: this.#machine.roleMs,
      silentMs: this.#silence.ms,
      vacantMs: this.#vacancy.ms,
      nowMs: clock.now().getTime(),
      limits,
    });
  }

  #me(): MemberRecord {
    const { member } = this.#options;
    const { running, timeline, lsn, streaming } = this.#facts;
    const directorSinceMs = this.#options.directorSinceMs?.();
    const { snapshot } = this.#options.store;
    // One that stands still says zeros: others would take them for all that it holds.
    const isPosition = running && timeline > 0;
    const final = this.role === 'candidate' && isPosition && snapshot !== undefined;
    const isDrained = snapshot !== undefined && drainIn(snapshot, member.name) !== undefined;
    return {
      ...member,
      priority: isDrained || !hasRoom(this.#facts) ? 0 : member.priority,
      ...(!hasRoom(this.#facts) && { tags: [NO_ROOM, ...(member.tags ?? [])] }),
      catalogRole: this.role,
      directorRole: this.#options.directorRole?.() ?? 'none',
      catalogSinceMs: this.#machine.sinceMs,
      ...(directorSinceMs !== undefined && { directorSinceMs }),
      timeline,
      lsn,
      streaming,
      ...(this.#hindrance !== undefined && { waits: this.#hindrance }),
      mourns: final ? lastEpochIn(snapshot, 'catalog') : 0n,
    };
  }

  async #keepOfficeUp(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      this.#beat.begin();
      this.#tell();
      await this.#keepOffice().catch(() => {});
      await this.#keepThroughPause().catch(() => {});
      if (this.#options.store.snapshot !== undefined) {
        await finishRelease(
          this.#office,
          this.#surrenderedEpoch,
          this.role === 'handing-over' ? 'handed over' : 'given back',
        ).catch(() => {});
      }
      await this.#beat.rest();
    }
  }

  #tell(): void {
    const lease = this.#options.lease.held?.id;
    if (lease !== undefined && this.#factsKnown) this.#publisher.publish(this.#me(), lease);
  }

  async #keepOffice(): Promise<void> {
    const tools = this.#tenure();
    if (tools !== undefined) await keepOffice(tools);
  }

  /** The next step towards another set of synchronous standbys need not wait. */
  #isSynchronousChange(): boolean {
    const tools = this.role === 'primary' && this.#options.synchronousCount !== undefined ? this.#tenure() : undefined;
    return tools !== undefined && synchronousStep(tools).kind !== 'none';
  }

  /** Undefined: this node does not lead by its key. */
  #tenure(): OfficeTools | undefined {
    const { dcs, instance, member, synchronousCount, store } = this.#options;
    const { snapshot } = store;
    if (snapshot === undefined || this.role !== 'primary' || this.tenure?.byKey !== true) return undefined;
    // What it said last stays in the store: by that its standbys may follow.
    if (!isKnown(this.#facts)) return undefined;
    return {
      dcs,
      snapshot,
      instance,
      facts: this.#facts,
      name: member.name,
      synchronousCount,
      applied: this.#applied,
      apply: (standbys) => this.#noteApplied(standbys),
      hopes: this.#hopes,
      isFresh: () => this.#silence.isFresh(this.#options.clock.monotonicMs()),
      signal: this.#ending.signal,
      promises: this.#options.promises,
    };
  }

  async #keepThroughPause(): Promise<void> {
    const dropKept = (revision: bigint): void => {
      this.#droppedKept = revision;
    };
    const tools = { ...this.#office, droppedKept: () => this.#droppedKept, dropKept };
    const view = this.#view();
    if (this.role === 'primary' && view?.leadsByKey) await keepThroughPause(tools);
    if ((this.role === 'candidate' || this.role === 'mourning') && view?.keptHere) await letGoAfterPause(tools);
  }

  #noteApplied(standbys: SynchronousStandbys | undefined): void {
    const sinceMs = this.#options.clock.monotonicMs();
    this.#applied = standbys === undefined ? undefined : { standbys, sinceMs, lsn: undefined };
  }

  async #lookAtInstance(): Promise<void> {
    const { clock, timing } = this.#options;
    while (!this.#ending.signal.aborted) {
      await this.#readFacts().catch(() => {});
      this.poke();
      await clock.sleep(timing.retryMs, this.#ending.signal).catch(() => {});
    }
  }

  /** The moment when the lease is no longer certain is a reason to decide. */
  async #guardLease(): Promise<void> {
    const { clock, lease, timing, failsafe } = this.#options;
    while (!this.#ending.signal.aborted) {
      const retryAtMs = clock.monotonicMs() + timing.retryMs;
      const certainMs = Math.min(failsafe?.certainUntilMs('catalog') ?? retryAtMs, retryAtMs);
      const ms = (lease.held?.fenceAtMs ?? certainMs) - clock.monotonicMs();
      await clock.sleep(Math.max(1, ms), this.#ending.signal).catch(() => {});
      if (lease.held === undefined) this.poke();
    }
  }

  async #refresh(): Promise<void> {
    await this.#readFacts();
    await this.#options.store.refresh();
  }

  #take(snapshot: DcsSnapshot): void {
    this.#vacancy.take(snapshot);
    this.poke();
  }

  async #readFacts(): Promise<void> {
    const { clock, instance } = this.#options;
    const beganMs = clock.monotonicMs();
    this.#facts = await instance.facts();
    this.#silence.look(this.#facts, beganMs, clock.monotonicMs());
    this.#room.look(this.#facts);
    const applied = this.#applied;
    // What was known before may lack commits of the older configuration: only a look that began behind it counts.
    const isBehind = applied !== undefined && beganMs >= applied.sinceMs + SETTLED_MS;
    if (isBehind && isKnown(this.#facts)) applied.lsn ??= this.#facts.lsn;
    this.#factsKnown = true;
  }
}
