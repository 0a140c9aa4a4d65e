/**
 * An operator of the simulated world: pauses and resumes the cluster, takes nodes out of service and back, has copies made
 * anew, orders failovers; at the worst moments, and several things at once. In the end he puts everything back.
 */
import { type DcsWrite, KEYS } from '../../src/ha/index.ts';
import type { World } from './world.ts';

const PAUSE_MS = 12_000;

export class Operator {
  readonly #world: World;
  readonly #random: () => number;
  #retired = false;

  constructor(world: World, random: () => number) {
    this.#world = world;
    this.#random = random;
    this.#work();
  }

  /** He lays nothing down any more, and takes back what he has laid down. */
  retire(): void {
    this.#retired = true;
    const names = this.#world.nodes.map(({ machine }) => machine.name);
    this.#write(...[KEYS.pause, ...names.map(KEYS.drain)].map((key) => ({ key, remove: true as const })));
  }

  #work(): void {
    const { time } = this.#world;
    time.after(500 + this.#random() * 9_000, () => {
      if (this.#retired) return;
      this.#lay();
      this.#work();
    });
  }

  #lay(): void {
    const { nodes, options } = this.#world;
    const name = nodes[Math.floor(this.#random() * nodes.length)]?.machine.name ?? '';
    const ms = this.#random() * PAUSE_MS;
    const value = JSON.stringify({ by: 'operator', why: 'because' });
    const kinds: readonly (() => string)[] = [
      () => this.#forAWhile(KEYS.pause, value, ms),
      () => this.#forAWhile(KEYS.pause, value, ms),
      () => this.#forAWhile(KEYS.drain(name), value, ms),
      () => this.#write({ key: KEYS.reinit(name), value }),
      () => this.#failover(this.#random() < 0.5 ? name : undefined),
    ];
    const said = kinds[Math.floor(this.#random() * kinds.length)]?.() ?? '';
    options.tell(`OPERATOR ${said}`);
  }

  #forAWhile(key: string, value: string, ms: number): string {
    this.#world.time.after(ms, () => this.#write({ key, remove: true }));
    this.#write({ key, value });
    return `${key} for ${ms.toFixed(0)} ms`;
  }

  #write(...writes: readonly DcsWrite[]): string {
    void this.#world.store.change({ when: [], writes });
    return writes.map(({ key }) => key).join(' ');
  }

  #failover(to: string | undefined): string {
    const { store } = this.#world;
    const key = KEYS.order('catalog');
    void store.read().then(({ entries }) => {
      const epoch = entries.get(KEYS.leader('catalog'))?.createRevision;
      if (epoch === undefined) return;
      const order = { id: '2', kind: 'failover', to, epoch: String(epoch), notBeforeMs: 0, by: 'operator' };
      return store.change({ when: [{ key, absent: true }], writes: [{ key, value: JSON.stringify(order) }] });
    });
    return `failover to ${to ?? 'whoever is best'}`;
  }
}
