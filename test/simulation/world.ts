/**
 * A cluster in a world of its own: nodes with their agents and PostgreSQLs, etcd, a network, somebody who writes, and
 * whatever goes wrong. The same seed tells the same story.
 */
import type { Logger } from '../../src/core/index.ts';
import {
  CatalogAgent,
  DirectorAgent,
  Failsafe,
  KEYS,
  LeaseKeeper,
  leaseTiming,
  MemoryDcs,
  type Office,
  Promises,
  StoreReader,
} from '../../src/ha/index.ts';
import { SimulatedDirector } from './simulated-director.ts';
import { factsOf } from './simulated-jobs.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { simulatedPeers } from './simulated-peers.ts';
import { type PostgresWorld, SimulatedPostgres } from './simulated-postgres.ts';
import { SimulatedStorage } from './simulated-storage.ts';
import { simulatedStore } from './simulated-store.ts';
import { VirtualTime } from './virtual-time.ts';

export interface WorldOptions {
  readonly random: () => number;
  readonly nodes: number;
  readonly synchronousCount: number | undefined;
  /** May a leader carry on without the store that all members confirm? */
  readonly failsafe: boolean;
  readonly tell: (line: string) => void;
}

export interface SimulatedNode {
  readonly machine: SimulatedMachine;
  readonly postgres: SimulatedPostgres;
  readonly director: SimulatedDirector;
  agent: CatalogAgent | undefined;
  directorAgent: DirectorAgent | undefined;
  promises: Promises | undefined;
}

const TTL_MS = 3_000;
const STREAM_MS = 40;
const WRITE_MS = 100;
const UNCONFIRMED_MS = 100;
const CONFIRM_MS = 10;
const DIRECT_MS = 150;
const RUN_MS = 4_000;

export class World {
  readonly time = new VirtualTime();
  readonly store = new MemoryDcs({ monotonicMs: () => this.time.nowMs - this.#stoodStillMs });
  readonly nodes: SimulatedNode[] = [];
  readonly acknowledged: { id: number; by: string; epoch: bigint }[] = [];
  readonly violations: string[] = [];
  readonly options: WorldOptions;
  storeDown = false;
  /** `a>b`: what a sends does not reach b; `store` is a place, too. */
  readonly cuts = new Set<string>();
  /** Machines whose messages take up to so many ms, and overtake one another. */
  readonly slow = new Map<string, number>();
  /** How probable it is that an act fails. */
  failure = 0;
  leaderships = 0;
  /** Since when runs are scheduled, and until when; undefined: not yet, or still. */
  scheduledFromMs: number | undefined;
  scheduledUntilMs: number | undefined;
  /** Jobs that were said to have ended well: their facts. */
  readonly reported = new Map<number, number>();
  readonly storages: readonly SimulatedStorage[] = ['s1', 's2'].map((name) => new SimulatedStorage(name, this.time));
  /** Writes of Directors that were done. */
  directed = 0;
  #nextId = 0;
  #losses = 0;
  #stoodStillMs = 0;
  #highestDirectorEpoch = 0n;
  #highestWritableEpoch = 0n;

  constructor(options: WorldOptions) {
    this.options = options;
    for (let index = 0; index < options.nodes; index++) this.#addNode(`n${index + 1}`);
    this.#stream();
    this.#write();
    this.#direct();
  }

  /** The processes of a node begin. */
  start(node: SimulatedNode): void {
    const { machine, postgres } = node;
    if (node.agent !== undefined) return;
    const clock = machine.clock();
    const timing = leaseTiming(TTL_MS);
    const dcs = simulatedStore(this.store, machine, this.time, {
      cutThere: () => this.storeDown || this.cuts.has(`${machine.name}>store`),
      cutBack: () => this.storeDown || this.cuts.has(`store>${machine.name}`),
      latencyMs: () => this.#latencyMs(machine.name),
    });
    const life = machine.life;
    const agent: { current?: CatalogAgent; director?: DirectorAgent } = {};
    const changed = (): void => {
      agent.current?.poke();
      agent.director?.poke();
    };
    const lease = new LeaseKeeper({ dcs, clock, timing, changed });
    const logger = this.#logger(machine, life);
    const reader = new StoreReader({ dcs, clock, everyMs: timing.renewMs });
    const promises = new Promises({ name: machine.name, clock, store: reader, promiseMsMax: timing.ttlMs });
    const failsafe = this.options.failsafe
      ? new Failsafe({
          ...{ name: machine.name, clock, logger, timing, lease, promises, changed },
          peers: simulatedPeers(machine, {
            time: this.time,
            find: (member) => this.nodes.find((other) => other.machine.name === member),
            connected: (from, to) => !this.cuts.has(`${from}>${to}`),
            latencyMs: (from) => this.#latencyMs(from),
          }),
          tenure: (office) => (office === 'catalog' ? agent.current : agent.director)?.tenure,
        })
      : undefined;
    const certainty = { lease, promises, ...(failsafe !== undefined && { failsafe }) };
    agent.current = new CatalogAgent({
      store: reader,
      member: { name: machine.name, host: machine.name, port: 5432, priority: 1 },
      dcs,
      clock,
      logger,
      directorRole: () => agent.director?.role ?? 'none',
      instance: postgres,
      ...certainty,
      timing,
      limits: { lagBytesMax: 1_000_000n, patienceMs: 1_000, designatedMs: 5_000 },
      ...(this.options.synchronousCount !== undefined && { synchronousCount: this.options.synchronousCount }),
    });
    agent.director = new DirectorAgent({
      name: machine.name,
      priority: 1,
      ...{ dcs, store: reader, clock, logger, timing, designatedMs: 5_000, ...certainty },
      office: node.director,
    });
    node.agent = agent.current;
    node.directorAgent = agent.director;
    node.promises = promises;
  }

  /** Power gone. */
  crash(node: SimulatedNode): void {
    node.machine.crash();
    node.postgres.die();
    node.director.die();
    node.agent = undefined;
    node.directorAgent = undefined;
    node.promises = undefined;
  }

  /** etcd has no majority for a while: it answers nobody; leases may have to wait for their ends till it is back. */
  loseStore(ms: number): void {
    this.storeDown = true;
    const back = ++this.#losses;
    const standsStill = this.options.random() < 0.5;
    this.time.after(ms, () => {
      if (back !== this.#losses) return;
      this.storeDown = false;
      if (standsStill) this.#stoodStillMs += ms;
    });
  }

  leader(): SimulatedNode | undefined {
    return this.nodes.find(
      ({ agent, postgres }) => agent?.role === 'primary' && agent.epoch !== undefined && postgres.writable,
    );
  }

  /** Whose Director runs Jobs, as far as he may be certain of it. */
  directing(): SimulatedNode | undefined {
    return this.nodes.find(
      ({ directorAgent, director }) =>
        directorAgent?.role === 'leading' && director.alive && directorAgent.epoch === director.epoch,
    );
  }

  /** After each event: only whose event it was can have taken an office by it. */
  check(): void {
    const { actor } = this.time;
    if (actor === undefined) return;
    const node = this.nodes.find(({ machine }) => machine === actor);
    if (node === undefined) return;
    if (node.agent?.epoch !== undefined) this.#checkOneHolder('Catalog', catalogEpoch);
    if (node.directorAgent?.epoch !== undefined) this.#checkOneHolder('Director', directorEpoch);
    this.#checkLeadership(node);
  }

  #checkLeadership({ agent, postgres, machine }: SimulatedNode): void {
    if (agent?.role !== 'primary' || !postgres.writable || machine.paused) return;
    const { epoch } = agent;
    if (epoch === undefined || epoch <= this.#highestWritableEpoch) return;
    this.#highestWritableEpoch = epoch;
    this.leaderships += 1;
    if (this.options.synchronousCount !== undefined) this.#checkNothingLost(postgres, epoch);
    if (this.isStrict) this.#checkJobs(postgres);
  }

  async run(ms: number): Promise<void> {
    await this.time.runUntil(this.time.nowMs + ms, () => this.check());
  }

  orderSwitchover(office: Office, to: string | undefined): void {
    void this.store.read().then(({ entries }) => {
      const leader = entries.get(KEYS.leader(office));
      if (leader === undefined) return;
      const order = {
        id: '1',
        kind: 'switchover',
        to,
        epoch: String(leader.createRevision),
        notBeforeMs: 0,
        by: 'operator',
      };
      const key = KEYS.order(office);
      return this.store.change({ when: [{ key, absent: true }], writes: [{ key, value: JSON.stringify(order) }] });
    });
  }

  violate(what: string): void {
    this.violations.push(`${this.time.nowMs.toFixed(0)} ms: ${what}`);
    this.options.tell(`VIOLATION ${what}`);
  }

  #addNode(name: string): void {
    const { random } = this.options;
    const machine = new SimulatedMachine(name, this.time, random);
    const world: PostgresWorld = {
      time: this.time,
      random,
      find: (member) => this.nodes.find((node) => node.machine.name === member)?.postgres,
      connected: (from, to) => !this.cuts.has(`${from}>${to}`),
      fails: () => random() < this.failure,
      asynchronous: this.options.synchronousCount === undefined,
    };
    const director = new SimulatedDirector(machine, {
      ...{ random, time: this.time, storages: this.storages },
      connected: (from, to) => !this.cuts.has(`${from}>${to}`),
      latencyMs: (from) => this.#latencyMs(from),
      catalogFrom: (from) => this.#catalogFrom(from),
      lastDue: () => this.lastDue,
      reported: (run, facts) => this.#report(run, facts),
    });
    const postgres = new SimulatedPostgres(machine, world);
    this.nodes.push({ machine, postgres, director, agent: undefined, directorAgent: undefined, promises: undefined });
  }

  #latencyMs(machine: string): number {
    const slowMs = this.slow.get(machine);
    return 0.5 + this.options.random() * (slowMs ?? 4);
  }

  #stream(): void {
    for (const { postgres } of this.nodes) postgres.receive();
    this.time.after(STREAM_MS * (0.5 + this.options.random()), () => this.#stream(), true);
  }

  /** Somebody who writes wherever writing is possible. */
  #write(): void {
    const { random } = this.options;
    for (const node of this.nodes) {
      const { postgres, machine } = node;
      if (!postgres.writable || !postgres.running || machine.paused) continue;
      const id = this.#nextId++;
      const place = postgres.commit(id);
      this.#awaitConfirmation(node, id, place, machine.life, postgres.timeline);
    }
    this.time.after(WRITE_MS * (0.5 + random()), () => this.#write(), true);
  }

  /** A commit is said to be done when PostgreSQL says so and the Director of that node still leads then. */
  #awaitConfirmation(
    node: SimulatedNode,
    id: number,
    place: number,
    life: number,
    timeline: number,
    again = false,
  ): void {
    const ms = again ? UNCONFIRMED_MS : CONFIRM_MS;
    node.machine.deliver(ms * this.options.random(), () => {
      const { postgres, agent, machine } = node;
      if (machine.life !== life || !postgres.writable || postgres.timeline !== timeline) return;
      if (!postgres.isConfirmed(place)) {
        this.#awaitConfirmation(node, id, place, life, timeline, true);
        return;
      }
      const epoch = agent?.epoch;
      if (epoch === undefined) return;
      if (epoch < this.#highestWritableEpoch) {
        this.violate(
          `${machine.name} acknowledges a commit in epoch ${epoch}, and ${this.#highestWritableEpoch} has begun`,
        );
      }
      this.acknowledged.push({ id, by: machine.name, epoch });
    });
  }

  /** Of all who are certain that an office is theirs there is one. */
  #checkOneHolder(office: string, epochOf: (node: SimulatedNode) => bigint | undefined): void {
    let holders = 0;
    for (const node of this.nodes) if (epochOf(node) !== undefined) holders += 1;
    if (holders < 2) return;
    const names = this.nodes
      .filter((node) => epochOf(node) !== undefined)
      .map((node) => `${node.machine.name} (${epochOf(node)})`);
    this.violate(`the office of the ${office} is held by ${names.join(' and ')}`);
  }

  /** Where a machine finds the writable Catalog: the leader's own, if it gets there. */
  #catalogFrom(from: string): SimulatedPostgres | undefined {
    return this.nodes.find(
      ({ machine, postgres, agent }) =>
        postgres.writable &&
        !machine.paused &&
        agent?.role === 'primary' &&
        (machine.name === from ||
          (!this.cuts.has(`${from}>${machine.name}`) && !this.cuts.has(`${machine.name}>${from}`))),
    )?.postgres;
  }

  /** Each Director that lives writes, whether it still may or not: the Catalog asks for its epoch. */
  #direct(): void {
    for (const { director, machine } of this.nodes) {
      if (!director.alive || machine.paused) continue;
      const catalog = this.#catalogFrom(machine.name);
      if (catalog === undefined || catalog.directorEpoch !== director.epoch) continue;
      const id = this.#nextId++;
      const { timeline } = catalog;
      const place = catalog.commit(id);
      const { epoch } = director;
      this.time.after(CONFIRM_MS, () => {
        if (!director.alive || !catalog.writable || catalog.timeline !== timeline || !catalog.isConfirmed(place))
          return;
        if (epoch < this.#highestDirectorEpoch && this.options.synchronousCount !== undefined) {
          this.violate(
            `the Director of ${machine.name} writes in epoch ${epoch}, and ${this.#highestDirectorEpoch} has written`,
          );
        }
        if (epoch > this.#highestDirectorEpoch) this.#highestDirectorEpoch = epoch;
        this.directed += 1;
      });
    }
    this.time.after(DIRECT_MS * (0.5 + this.options.random()), () => this.#direct());
  }

  /** The last run whose time has come. */
  get lastDue(): number {
    if (this.scheduledFromMs === undefined) return 0;
    const untilMs = Math.min(this.time.nowMs, this.scheduledUntilMs ?? this.time.nowMs);
    return 1 + Math.floor((untilMs - this.scheduledFromMs) / RUN_MS);
  }

  /** Whoever may be promoted has what a Director waits for: all but clusters of several standbys that nobody waits for. */
  get isStrict(): boolean {
    return this.options.synchronousCount !== undefined || this.options.nodes === 2;
  }

  /** Runs whose time came, and that nobody has concluded. */
  unfinished(): readonly number[] {
    const jobs = this.leader()?.postgres.state.jobs;
    return Array.from({ length: this.lastDue }, (_, at) => at + 1).filter((run) => jobs?.get(run)?.status !== 'T');
  }

  #report(run: number, facts: number): void {
    if (facts !== factsOf(run)) this.violate(`run ${run} is said to be done with ${facts} of ${factsOf(run)} facts`);
    this.reported.set(run, facts);
  }

  /** Said is kept; what a Storage Daemon has thrown away stands in the Catalog; and no Client sends twice. */
  #checkJobs({ state, name }: SimulatedPostgres): void {
    for (const [run, facts] of this.reported) {
      const row = state.jobs.get(run);
      if (row?.status !== 'T' || row.facts !== facts)
        this.violate(
          `run ${run} was said to be done; ${name} leads, where it is ${row?.status} with ${row?.facts} facts`,
        );
    }
    for (const { journals } of this.storages) {
      for (const { run, acknowledged } of journals.values()) {
        const facts = state.jobs.get(run)?.facts ?? 0;
        if (facts < acknowledged) this.violate(`run ${run}: ${name} leads, and has ${facts} of ${acknowledged} facts`);
      }
    }
  }

  /** At the end of a story. */
  checkStarts(): void {
    for (const { starts, name } of this.storages) {
      for (const [run, times] of starts) {
        if (times > 1 && this.isStrict) this.violate(`run ${run} was begun ${times} times at ${name}`);
      }
    }
  }

  #checkNothingLost({ log, name }: SimulatedPostgres, epoch: bigint): void {
    const held = new Set(log.map(({ id }) => id));
    const lost = this.acknowledged.filter(({ id }) => !held.has(id));
    const [first] = lost;
    if (first !== undefined) {
      this.violate(
        `${name} leads in epoch ${epoch} without ${lost.length} acknowledged commits (of ${first.by}, epoch ${first.epoch})`,
      );
    }
  }

  #logger(machine: SimulatedMachine, life: number): Logger {
    const write = (fields: object, text: string): void => {
      if (machine.life === life) this.options.tell(`${machine.name} ${text} ${line(fields)}`);
    };
    return { info: write, warn: write, error: write, debug: () => {} } as unknown as Logger;
  }
}

const catalogEpoch = ({ agent }: SimulatedNode): bigint | undefined => agent?.epoch;
const directorEpoch = ({ directorAgent }: SimulatedNode): bigint | undefined => directorAgent?.epoch;

const line = (fields: object): string =>
  Object.values(fields)
    .map((value) => (value instanceof Error ? value.message : String(value)))
    .join(' > ');
