/**
 * Keeps a node's Catalog where the cluster wants it: looks (store, PostgreSQL, lease), lets the table decide, and has the
 * acts carried out. Deciding never waits for anything, so that the end of a lease is obeyed in time whatever hangs.
 */
import { InstanceDivergedError, type InstanceFacts } from '../replication/index.ts';
import { type CatalogActTools, catalogActs, catalogOffice } from './catalog-acts.ts';
import type { CatalogAgentOptions } from './catalog-agent-options.ts';
import { CatalogRounds } from './catalog-rounds.ts';
import { CATALOG_TRANSITIONS, type CatalogRole } from './catalog-transitions.ts';
import { type CatalogView, observeCatalog } from './catalog-view.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import { describeMember } from './describe-member.ts';
import { hasRoom } from './disk-room.ts';
import type { Tenure } from './failsafe/failsafe.ts';
import { guardLease } from './guard-lease.ts';
import { InstanceWatch } from './instance-watch.ts';
import { Machine } from './machine.ts';
import { OwnTerms } from './own-terms.ts';
import { MemberPublisher } from './publish-member.ts';
import type { MemberRecord } from './records.ts';
import { WhyVacant } from './say-why.ts';
import { type Since, vacancyOf } from './vacancy.ts';

/** One decision leads to the next; more than so many at once would be a circle. */
const STEPS_MAX = 8;

export class CatalogAgent implements AsyncDisposable {
  readonly #options: CatalogAgentOptions;
  readonly #machine: Machine<CatalogRole, CatalogView>;
  readonly #ending = new AbortController();
  readonly #listening: Disposable;
  readonly #loops: Promise<unknown>;
  readonly #terms: OwnTerms;
  readonly #watch: InstanceWatch;
  readonly #rounds: CatalogRounds;
  readonly #publisher: MemberPublisher;
  readonly #vacancy: Since;
  readonly #whyVacant: WhyVacant;
  /** What the last step was decided on. */
  #decidedOn: DcsSnapshot | undefined;
  #followedEpoch: bigint | undefined;
  /** What keeps this node from leading where nobody does. */
  #hindrance: string | undefined;
  /** What others should hear of at once. */
  #told: readonly unknown[] = [];

  constructor(options: CatalogAgentOptions) {
    this.#options = options;
    this.#vacancy = vacancyOf('catalog', options.clock);
    const { clock, logger, dcs, instance, member, synchronousCount } = options;
    const [terms, watch] = [new OwnTerms('catalog', options), new InstanceWatch(options)];
    this.#terms = terms;
    this.#watch = watch;
    this.#whyVacant = new WhyVacant(logger, options.limits.patienceMs);
    const tools: CatalogActTools = {
      ...{ name: member.name, dcs, clock, instance, synchronousCount, promises: options.promises },
      snapshot: () => this.#options.store.snapshot as DcsSnapshot,
      decidedOn: () => this.#decidedOn as DcsSnapshot,
      refresh: () => this.#refresh(),
      lease: () => options.lease.held?.id,
      why: () => this.#machine.why,
      followed: (epoch) => {
        this.#followedEpoch = epoch;
      },
      surrender: (epoch) => {
        terms.surrenderedEpoch = epoch;
      },
      abandon: () => terms.abandon(),
      applied: (standbys) => watch.noteApplied(standbys),
      letGo: async () => options.letGo?.(),
    };
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
    this.#rounds = new CatalogRounds({
      ...{ options, terms, watch, keys: catalogOffice(tools), signal: this.#ending.signal },
      role: () => this.role,
      view: () => this.#view(this.#me()),
      tell: () => this.#tell(),
    });
    this.#loops = Promise.all([
      this.#rounds.run(),
      this.#lookAtInstance(),
      guardLease('catalog', options, this.#ending.signal, () => this.poke()),
    ]);
  }

  get role(): CatalogRole {
    return this.#machine.role;
  }

  /** What was last seen of its PostgreSQL. */
  get facts(): InstanceFacts {
    return this.#watch.facts;
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
    return this.#terms.tenure;
  }

  /** Something has changed: decide anew. */
  poke(): void {
    let me = this.#me();
    for (let steps = 0; steps < STEPS_MAX && !this.#ending.signal.aborted; steps++) {
      const view = this.#view(me);
      if (view === undefined) return;
      if (view.leadsByKey && view.leader !== undefined) this.#terms.ownEpoch = view.leader.epoch;
      if (this.#machine.step(view)) {
        this.#decidedOn = this.#options.store.snapshot;
        me = this.#me();
        // Directors and standbys wait for its word that it takes writes.
        if (this.role === 'primary') this.#rounds.hasten();
        continue;
      }
      this.#hindrance = this.#whyVacant.look(view, this.#vacancy.ms);
      break;
    }
    const { catalogRole, directorRole, timeline, mourns, streaming } = me;
    const lease = this.#options.lease.held?.id;
    const told = [catalogRole, this.#hindrance, directorRole, timeline, mourns, streaming, hasRoom(this.facts), lease];
    if (told.some((part, at) => part !== this.#told[at])) this.#tell();
    this.#told = told;
    this.#rounds.hastenSynchronousChange();
  }

  /** Acts are given up; PostgreSQL is left as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#rounds.hasten();
    this.#listening[Symbol.dispose]();
    await this.#machine.stop();
    await this.#loops;
    await this.#publisher.settled();
  }

  #view(me: MemberRecord): CatalogView | undefined {
    const { lease, clock, limits } = this.#options;
    if (this.#options.store.snapshot === undefined || !this.#watch.hasLooked) return undefined;
    return observeCatalog({
      snapshot: this.#options.store.snapshot,
      me,
      instance: this.facts,
      lease: lease.held?.id,
      confirmedEpoch: this.#terms.confirmedEpoch,
      isBound: this.#options.promises?.isBound('catalog') ?? false,
      mayClaim: this.#options.promises?.mayClaim('catalog') ?? true,
      surrenderedEpoch: this.#terms.surrenderedEpoch,
      droppedKept: this.#terms.droppedKept,
      ownEpoch: this.#terms.ownEpoch,
      act: this.#machine.act,
      followedEpoch: this.#followedEpoch,
      needsCopy: this.#machine.failure instanceof InstanceDivergedError,
      roleMs: this.#machine.roleMs,
      silentMs: this.#watch.silentMs,
      vacantMs: this.#vacancy.ms,
      nowMs: clock.now().getTime(),
      limits,
    });
  }

  #me(): MemberRecord {
    const { member, directorRole, directorSinceMs, store } = this.#options;
    return describeMember({
      ...{ member, facts: this.facts, role: this.role, sinceMs: this.#machine.sinceMs },
      directorRole: directorRole?.() ?? 'none',
      directorSinceMs: directorSinceMs?.(),
      snapshot: store.snapshot,
      hindrance: this.#hindrance,
    });
  }

  #tell(): void {
    const lease = this.#options.lease.held?.id;
    if (lease !== undefined && this.#watch.hasLooked) this.#publisher.publish(this.#me(), lease);
  }

  async #lookAtInstance(): Promise<void> {
    const { clock, timing } = this.#options;
    while (!this.#ending.signal.aborted) {
      await this.#watch.look().catch(() => {});
      this.poke();
      await clock.sleep(timing.retryMs, this.#ending.signal).catch(() => {});
    }
  }

  async #refresh(): Promise<void> {
    await this.#watch.look();
    await this.#options.store.refresh();
  }

  #take(snapshot: DcsSnapshot): void {
    this.#vacancy.take(snapshot);
    this.poke();
  }
}
