/**
 * A cluster in a world of its own: nodes with their agents and PostgreSQLs, etcd, a network, somebody who writes, and
 * whatever goes wrong. The same seed tells the same story.
 */
import { KEYS, MemoryDcs, type Office } from '../../src/ha/index.ts';
import { Network } from './network.ts';
import { Schedule } from './schedule.ts';
import { SimulatedDirector } from './simulated-director.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { crashNode, type SimulatedNode, startNode } from './simulated-node.ts';
import { type PostgresWorld, SimulatedPostgres } from './simulated-postgres.ts';
import { SimulatedStorage } from './simulated-storage.ts';
import { Truths } from './truths.ts';
import { VirtualTime } from './virtual-time.ts';
import { startWriters } from './writers.ts';

export interface WorldOptions {
  readonly random: () => number;
  readonly nodes: number;
  readonly synchronousCount: number | undefined;
  /** May a leader carry on without the store that all members confirm? */
  readonly failsafe: boolean;
  readonly tell: (line: string) => void;
}

const STREAM_MS = 40;
/** A monotonic clock runs so much faster or slower than the true one: two of them up to a quarter apart. */
const DRIFT_MAX = 0.1;

export class World {
  readonly options: WorldOptions;
  readonly time = new VirtualTime();
  readonly store = new MemoryDcs({ monotonicMs: () => this.time.nowMs - this.#stoodStillMs });
  readonly network: Network;
  readonly nodes: SimulatedNode[] = [];
  readonly storages: readonly SimulatedStorage[] = ['s1', 's2'].map((name) => new SimulatedStorage(name, this.time));
  readonly schedule = new Schedule(this.time);
  readonly truths: Truths;
  readonly violations: string[] = [];
  /** How probable it is that an act fails. */
  failure = 0;
  #losses = 0;
  #stoodStillMs = 0;

  constructor(options: WorldOptions) {
    this.options = options;
    const { random } = options;
    this.network = new Network(random);
    this.truths = new Truths({
      ...{ nodes: this.nodes, storages: this.storages, violate: (what) => this.violate(what) },
      synchronous: options.synchronousCount !== undefined,
      strict: options.synchronousCount !== undefined || options.nodes === 2,
    });
    for (let index = 0; index < options.nodes; index++) this.#addNode(`n${index + 1}`);
    this.#stream();
    startWriters({
      ...{ time: this.time, random, nodes: this.nodes, truths: this.truths },
      catalogFrom: (from) => this.#catalogFrom(from),
    });
  }

  /** The processes of a node begin, where they do not run. */
  start(node: SimulatedNode): void {
    if (node.agent === undefined) startNode(node, this);
  }

  /** Power gone. */
  crash(node: SimulatedNode): void {
    crashNode(node);
  }

  /** etcd has no majority for a while: it answers nobody; leases may have to wait for their ends till it is back. */
  loseStore(ms: number): void {
    this.network.storeDown = true;
    const back = ++this.#losses;
    const standsStill = this.options.random() < 0.5;
    this.time.after(ms, () => {
      if (back !== this.#losses) return;
      this.network.storeDown = false;
      if (standsStill) this.#stoodStillMs += ms;
    });
  }

  heal(): void {
    this.network.heal();
    this.failure = 0;
    for (const { postgres } of this.nodes) {
      postgres.slowness = 1;
      postgres.goOn();
    }
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

  async run(ms: number): Promise<void> {
    await this.time.runUntil(this.time.nowMs + ms, () => {
      if (this.time.actor !== undefined) this.truths.look(this.time.actor);
    });
  }

  /** As if from nowhere: whatever stands in the way, and whoever else has ordered something. */
  orderSwitchover(office: Office, to: string | undefined): void {
    void this.store.read().then(({ entries }) => {
      const epoch = entries.get(KEYS.leader(office))?.createRevision;
      if (epoch === undefined) return;
      const order = { id: '1', kind: 'switchover', to, epoch: String(epoch), notBeforeMs: 0, by: 'operator' };
      const key = KEYS.order(office);
      return this.store.change({ when: [{ key, absent: true }], writes: [{ key, value: JSON.stringify(order) }] });
    });
  }

  violate(what: string): void {
    this.violations.push(`${this.time.nowMs.toFixed(0)} ms: ${what}`);
    this.options.tell(`VIOLATION ${what}`);
  }

  /** Runs whose time came, and that nobody has concluded. */
  unfinished(): readonly number[] {
    const jobs = this.leader()?.postgres.state.jobs;
    const due = Array.from({ length: this.schedule.lastDue }, (_, at) => at + 1);
    return due.filter((run) => jobs?.get(run)?.status !== 'T');
  }

  #addNode(name: string): void {
    const { random } = this.options;
    const { time, network, storages } = this;
    const { connected, latencyMs } = network;
    const machine = new SimulatedMachine(name, time, random, 1 + (2 * random() - 1) * DRIFT_MAX);
    const world: PostgresWorld = {
      ...{ time, random, connected },
      find: (member) => this.nodes.find((node) => node.machine.name === member)?.postgres,
      fails: () => random() < this.failure,
      asynchronous: this.options.synchronousCount === undefined,
    };
    const director = new SimulatedDirector(machine, {
      ...{ random, time, storages, connected, latencyMs },
      catalogFrom: (from) => this.#catalogFrom(from),
      lastDue: () => this.schedule.lastDue,
      reported: (run, facts) => this.truths.report(run, facts),
    });
    const postgres = new SimulatedPostgres(machine, world);
    this.nodes.push({ machine, postgres, director, agent: undefined, directorAgent: undefined, promises: undefined });
  }

  #stream(): void {
    for (const { postgres } of this.nodes) postgres.receive();
    this.time.after(STREAM_MS * (0.5 + this.options.random()), () => this.#stream(), true);
  }

  /**
   * Where a machine finds the writable Catalog: the leader's own, if it gets there. One that wakes up and is about to be fenced is
   * still found from its own machine; from elsewhere the store has led away from it.
   */
  #catalogFrom(from: string): SimulatedPostgres | undefined {
    const { connected } = this.network;
    return this.nodes.find(
      ({ machine: { name, paused }, postgres, agent }) =>
        postgres.writable &&
        !postgres.still &&
        !paused &&
        agent?.role === 'primary' &&
        (name === from || (agent.epoch !== undefined && connected(from, name) && connected(name, from))),
    )?.postgres;
  }
}
