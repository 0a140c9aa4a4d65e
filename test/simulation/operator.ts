/**
 * An operator of the simulated world, with the product's own verbs: pauses and resumes the cluster, takes nodes out of service
 * and back, has copies made anew, orders switchovers and failovers, now and for later, to a node and to whoever is best, and
 * takes orders back; at the worst moments, and several things at once. In the end all of it is taken back.
 */
import {
  type Dcs,
  drainMember,
  KEYS,
  type Office,
  pauseCluster,
  placeOrder,
  reinitMember,
  resumeCluster,
  undrainMember,
  withdrawOrders,
} from '../../src/ha/index.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { simulatedStore } from './simulated-store.ts';
import type { World } from './world.ts';

/** Half of all stories have none; a quarter has two, who do not know of one another. */
export const operatorsOf = (seed: number): number => Math.max(0, (seed % 4) - 1);

const EVERY_MS = 9_000;
const WHILE_MS = 12_000;
const LATER_MS = 8_000;
const OFF_MS = 15_000;
const OFFICES: readonly Office[] = ['catalog', 'director'];
/** By then whatever was on its way has arrived. */
const UNDER_WAY_MS = 1_000;

export class Operator {
  readonly #name: string;
  readonly #world: World;
  readonly #random: () => number;
  readonly #machine: SimulatedMachine;
  readonly #dcs: Dcs;
  #retired = false;
  #orders = 0;
  /** Verbs that were carried out. */
  done = 0;

  constructor(name: string, world: World, random: () => number) {
    this.#name = name;
    this.#world = world;
    this.#random = random;
    this.#machine = new SimulatedMachine(name, world.time, random);
    this.#dcs = simulatedStore(world.store, this.#machine, world.time, world.network);
    this.#work();
  }

  /** He lays nothing down any more, and what lies there is taken back. */
  retire(): void {
    this.#retired = true;
    this.#clear();
    this.#world.time.after(UNDER_WAY_MS, () => this.#clear());
  }

  #clear(): void {
    const { nodes, store } = this.#world;
    const names = nodes.map(({ machine }) => machine.name);
    const keys = [KEYS.pause, KEYS.order('catalog'), KEYS.order('director'), ...names.map(KEYS.drain)];
    void store.change({ when: [], writes: keys.map((key) => ({ key, remove: true as const })) });
  }

  #work(): void {
    this.#world.time.after(500 + this.#random() * EVERY_MS, () => {
      if (this.#retired) return;
      this.#lay();
      this.#work();
    });
  }

  #lay(): void {
    const { nodes } = this.#world;
    const name = nodes[Math.floor(this.#random() * nodes.length)]?.machine.name ?? '';
    const whileMs = this.#random() * WHILE_MS;
    const record = { by: this.#name, why: 'because', atMs: this.#nowMs() };
    const verbs: readonly (() => void)[] = [
      () => {
        this.#verb('pause', pauseCluster(this.#dcs, record));
        this.#later(whileMs, () => this.#verb('resume', resumeCluster(this.#dcs)));
      },
      () => {
        this.#verb(`drain ${name}`, drainMember(this.#dcs, name, record));
        this.#later(whileMs, () => this.#verb(`undrain ${name}`, undrainMember(this.#dcs, name)));
      },
      () => this.#verb(`reinit ${name}`, reinitMember(this.#dcs, name, record)),
      () => this.#order('switchover', name),
      () => this.#order('switchover', name),
      () => this.#order('failover', name),
      () => this.#verb('switchover --cancel', withdrawOrders(this.#dcs)),
    ];
    verbs[Math.floor(this.#random() * verbs.length)]?.();
  }

  #order(kind: 'switchover' | 'failover', name: string): void {
    const offices: readonly (Office | undefined)[] = [undefined, 'catalog', 'director'];
    const office = offices[Math.floor(this.#random() * offices.length)];
    const to = this.#random() < 0.5 ? name : undefined;
    const nowMs = this.#nowMs();
    const inMs = this.#random() < 0.3 ? this.#random() * LATER_MS : 0;
    this.#orders += 1;
    const request = {
      ...{ kind, office, to, nowMs, force: false, lagBytesMax: 1_000_000, by: this.#name },
      ...{ id: `${this.#name}-${this.#orders}`, notBeforeMs: inMs === 0 ? 0 : nowMs + inMs },
    };
    const order = (kind === 'failover' ? this.#turnOffKeepers() : Promise.resolve()).then(() =>
      placeOrder(this.#dcs, request),
    );
    this.#verb(`${kind} of ${office ?? 'all'} to ${to ?? 'whoever is best'} in ${inMs.toFixed(0)} ms`, order);
  }

  /** Whoever keeps an office through a pause may lead unheard: it must be off before another one is told to (cluster-paused.md). */
  async #turnOffKeepers(): Promise<void> {
    const { nodes, store, time } = this.#world;
    const { entries } = await store.read();
    for (const office of OFFICES) {
      const [kept, tenure] = [entries.get(KEYS.kept(office)), entries.get(KEYS.tenure(office))];
      if (kept === undefined || tenure === undefined || kept.modRevision < tenure.modRevision) continue;
      if (entries.has(KEYS.leader(office))) throw new Error(`the office of the ${office} is kept and held`);
      const { name } = JSON.parse(tenure.value) as { readonly name: string };
      const keeper = nodes.find(({ machine }) => machine.name === name);
      if (keeper?.agent === undefined) continue;
      this.#world.crash(keeper);
      this.#world.options.tell(`OPERATOR ${this.#name}: turns ${name} off`);
      time.after(this.#random() * OFF_MS, () => this.#world.start(keeper));
    }
  }

  #verb(what: string, work: Promise<unknown>): void {
    const { tell } = this.#world.options;
    work.then(
      () => {
        this.done += 1;
        tell(`OPERATOR ${this.#name}: ${what}`);
      },
      (error: Error) => tell(`OPERATOR ${this.#name}: ${what} is refused: ${error.message}`),
    );
  }

  #later(ms: number, run: () => void): void {
    this.#world.time.after(ms, () => {
      if (!this.#retired) run();
    });
  }

  #nowMs(): number {
    return this.#machine.clock().now().getTime();
  }
}
