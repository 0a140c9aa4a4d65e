/**
 * A PostgreSQL of the world, as far as elections care: a log of commits on timelines, streaming to standbys, synchronous
 * confirmation, promotion, rewind and copy, all of which take time and can fail. It dies with its machine; its log stays.
 */
import {
  type CatalogInstance,
  InstanceDivergedError,
  type InstanceFacts,
  type SynchronousStandbys,
  type Upstream,
} from '../../src/replication/index.ts';
import { type CatalogState, EMPTY_CATALOG } from './catalog-state.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface LogEntry {
  readonly id: number;
  readonly timeline: number;
  /** What stands in the Catalog behind it. */
  readonly state: CatalogState;
}

export interface PostgresWorld {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly find: (member: string) => SimulatedPostgres | undefined;
  readonly connected: (from: string, to: string) => boolean;
  /** Does an act of this machine fail now? */
  readonly fails: () => boolean;
  /** No standby is waited for. */
  readonly asynchronous: boolean;
}

/** So long a question waits on a connection that there is, and on a new one. */
const QUESTION_MS = 5_000;
const CONNECT_MS = 3_000;
const LOOK_MS = 100;
/** One that does not hear is killed. */
const KILL_MS = 1_500;
const CLEAN_MS = 60_000;
/** A standby that waits for its primary's answer at the wrong moment misses it so soon. */
const MISSED_MS = 2_500;

export class SimulatedPostgres implements CatalogInstance {
  readonly name: string;
  readonly machine: SimulatedMachine;
  readonly #world: PostgresWorld;
  log: LogEntry[] = [];
  timeline = 0;
  forkLsn = 0n;
  data = false;
  /** What its data were last used as. */
  isStandby = false;
  running = false;
  writable = false;
  upstream: string | undefined;
  streaming = false;
  synchronous: SynchronousStandbys = { members: [], count: 0 };
  /** Of each standby, as the primary has heard. */
  readonly confirmed = new Map<string, number>();
  /** How many times longer everything takes here, on a disk that is slow. */
  slowness = 1;
  /** Until then its processes stand still; and since when they do. */
  #stillUntilMs = 0;
  #stillSinceMs = 0;
  #heard = true;
  #work = 0;

  constructor(machine: SimulatedMachine, world: PostgresWorld) {
    this.name = machine.name;
    this.machine = machine;
    this.#world = world;
  }

  async facts(): Promise<InstanceFacts> {
    await this.#takes(1, 5);
    this.#heard = await this.#answers(this.#heard ? QUESTION_MS : CONNECT_MS);
    const { data, running, writable, timeline, forkLsn, streaming, upstream } = this;
    if (!this.#heard) {
      const unknown = { writable: false, timeline: 0, forkLsn: 0n, lsn: 0n, streaming: false };
      return { data, running, upstream, ...unknown, silent: true };
    }
    return { data, running, writable, timeline, forkLsn, lsn: BigInt(this.log.length), streaming, upstream };
  }

  async bootstrap(signal: AbortSignal): Promise<string> {
    await this.#act(500, 2_000, signal);
    this.log = [];
    this.isStandby = false;
    this.#become({ data: true, timeline: 1, forkLsn: 0n, running: true, writable: true, upstream: undefined });
    return 'system';
  }

  async clone(upstream: Upstream, signal: AbortSignal): Promise<void> {
    this.#become({ data: false, running: false, writable: false, timeline: 0 });
    this.log = [];
    await this.#act(500, 3_000, signal);
    const source = this.#source(upstream);
    this.log = [...source.log];
    this.isStandby = true;
    this.#become({
      data: true,
      timeline: source.timeline,
      forkLsn: source.forkLsn,
      running: true,
      upstream: source.name,
    });
  }

  async follow(upstream: Upstream | undefined, signal: AbortSignal): Promise<void> {
    await this.#act(50, 300, signal);
    if (!this.data) throw new Error('There are no data here');
    if (upstream !== undefined) {
      const source = this.#source(upstream);
      if (!isPrefix(this.log, source.log)) await this.#rewind(source, signal);
    }
    this.isStandby = true;
    this.#become({ running: true, writable: false, upstream: upstream?.member });
  }

  async detach(signal: AbortSignal): Promise<void> {
    await this.#act(10, 100, signal);
    this.upstream = undefined;
    this.streaming = false;
  }

  async restart(signal: AbortSignal): Promise<void> {
    await this.#act(200, 4_000, signal);
    if (this.isStandby) throw new Error('It was never promoted');
    if (!this.data) throw new Error('There are no data here');
    this.#become({ running: true, writable: true });
  }

  async promote(signal: AbortSignal, timeline = 0): Promise<void> {
    await this.#act(30, 200, signal);
    if (!this.running || this.writable) return;
    this.#become({
      writable: true,
      timeline: Math.max(this.timeline + 1, timeline),
      forkLsn: BigInt(this.log.length),
      upstream: undefined,
      streaming: false,
    });
    this.isStandby = false;
    this.confirmed.clear();
  }

  async settle(signal: AbortSignal): Promise<void> {
    await this.#act(5, 500, signal).catch(() => {});
  }

  async stop(how: 'clean' | 'immediate', signal: AbortSignal): Promise<void> {
    this.#work += 1;
    await this.#takes(how === 'clean' ? 50 : 10, how === 'clean' ? 500 : 200);
    if (this.still && how === 'immediate') await this.#takes(KILL_MS, KILL_MS);
    else if (!(await this.#answers(CLEAN_MS))) throw new Error('It does not stop');
    if (how === 'clean') signal.throwIfAborted();
    this.#become({ running: false, writable: false });
  }

  async synchronise(standbys: SynchronousStandbys, signal: AbortSignal): Promise<void> {
    await this.#takes(1, 50);
    if (!(await this.#answers(QUESTION_MS))) throw new Error('PostgreSQL does not answer');
    signal.throwIfAborted();
    this.synchronous = standbys;
  }

  /** What runs on the machine is gone; what was written stays. */
  die(): void {
    this.#work += 1;
    this.#become({ running: false, writable: false });
  }

  /** Its processes stand still, and go on later as if nothing had been, unless they are killed. */
  standStill(ms: number): void {
    if (!this.running) return;
    const { nowMs } = this.#world.time;
    if (!this.still) this.#stillSinceMs = nowMs;
    this.#stillUntilMs = Math.max(this.#stillUntilMs, nowMs + ms);
  }

  goOn(): void {
    this.#stillUntilMs = 0;
  }

  get still(): boolean {
    return this.running && this.#world.time.nowMs < this.#stillUntilMs;
  }

  /** A standby misses it. */
  get missed(): boolean {
    return this.still && this.#world.time.nowMs > this.#stillSinceMs + MISSED_MS;
  }

  /** One commit; its place in the log. A Director's raises the epoch, where a promotion has lost it. */
  commit(id: number, epoch = this.state.epoch): number {
    const { state } = this;
    this.log.push({ id, timeline: this.timeline, state: state.epoch === epoch ? state : { ...state, epoch } });
    return this.log.length;
  }

  /** One that changes what stands there; no two entries of a world are of one number. */
  commitState(state: CatalogState): number {
    this.#world.time.serial += 1;
    this.log.push({ id: -this.#world.time.serial, timeline: this.timeline, state });
    return this.log.length;
  }

  get state(): CatalogState {
    return this.log.at(-1)?.state ?? EMPTY_CATALOG;
  }

  /** May a Director of this epoch write? An older one than that which stands there may not. */
  takes(epoch: bigint): boolean {
    return epoch >= this.state.epoch;
  }

  /** So many standbys have it as commits wait for now. */
  isConfirmed(place: number): boolean {
    if (this.still) return false;
    const { members, count } = this.synchronous;
    return members.filter((name) => (this.confirmed.get(name) ?? 0) >= place).length >= count;
  }

  /** It stays, also where one machine is lost: commits wait for no standby where none is synchronous, Directors do. */
  isDurable(place: number): boolean {
    if (this.still) return false;
    if (this.synchronous.count > 0 || !this.#world.asynchronous) return this.isConfirmed(place);
    for (const confirmed of this.confirmed.values()) if (confirmed >= place) return true;
    return false;
  }

  /** A moment of streaming: some of what is missing arrives. */
  receive(): void {
    if (this.still) return;
    const upstream = this.upstream === undefined ? undefined : this.#world.find(this.upstream);
    if (upstream?.still && !upstream.missed) return;
    this.streaming = false;
    if (!this.running || this.writable || this.upstream === undefined || this.machine.paused) return;
    const source = this.#world.find(this.upstream);
    if (source === undefined || !source.running || source.still || source.machine.paused || source === this) return;
    if (!this.#world.connected(this.name, source.name) || !this.#world.connected(source.name, this.name)) return;
    if (!isPrefix(this.log, source.log)) return;
    this.streaming = true;
    const missing = source.log.length - this.log.length;
    const some = Math.min(missing, 1 + Math.floor(this.#world.random() * 20));
    this.log.push(...source.log.slice(this.log.length, this.log.length + some));
    if (this.log.length === source.log.length) {
      this.timeline = source.timeline;
      this.forkLsn = source.forkLsn;
    } else this.timeline = Math.max(this.timeline, this.log.at(-1)?.timeline ?? 0);
    source.confirmed.set(this.name, this.log.length);
  }

  async #rewind(source: SimulatedPostgres, signal: AbortSignal): Promise<void> {
    if (this.#world.random() < 0.2) throw new InstanceDivergedError(source.name);
    await this.#act(200, 1_000, signal);
    let same = 0;
    while (same < this.log.length && this.log[same]?.id === source.log[same]?.id) same += 1;
    this.log = source.log.slice(0, source.log.length);
    this.timeline = source.timeline;
    this.forkLsn = source.forkLsn;
  }

  #source({ member }: Upstream): SimulatedPostgres {
    const source = this.#world.find(member);
    if (source === undefined || !source.running || source.still || !this.#world.connected(this.name, member)) {
      throw new Error(`${member} is not reached`);
    }
    return source;
  }

  /** An act that another one has overtaken, that its signal ends, or that fails, changes nothing. */
  async #act(fromMs: number, toMs: number, signal: AbortSignal): Promise<void> {
    const work = this.#work;
    signal.throwIfAborted();
    await this.#takes(fromMs, toMs);
    signal.throwIfAborted();
    if (!(await this.#answers(QUESTION_MS))) throw new Error('PostgreSQL does not answer');
    signal.throwIfAborted();
    if (work !== this.#work) throw new Error('PostgreSQL was stopped meanwhile');
    if (this.#world.fails()) throw new Error('This did not work');
  }

  /** False: it stood still all the time. One that is killed meanwhile is no longer asked. */
  async #answers(withinMs: number): Promise<boolean> {
    const { time } = this.#world;
    const endMs = time.nowMs + withinMs;
    while (this.still && time.nowMs < endMs) await this.#takes(LOOK_MS, LOOK_MS);
    return !this.still;
  }

  #takes(fromMs: number, toMs: number): Promise<void> {
    const ms = (fromMs + this.#world.random() * (toMs - fromMs)) * this.slowness;
    return new Promise((resolve) => this.machine.deliver(ms, resolve));
  }

  #become(
    change: Partial<
      Pick<SimulatedPostgres, 'data' | 'running' | 'writable' | 'timeline' | 'forkLsn' | 'upstream' | 'streaming'>
    >,
  ): void {
    Object.assign(this, change);
    if (this.running) return;
    this.streaming = false;
    this.#stillUntilMs = 0;
  }
}

/** Nobody holds what the other does not: the last entries decide, since entries are never written twice. */
function isPrefix(log: readonly LogEntry[], of: readonly LogEntry[]): boolean {
  const last = log.at(-1);
  return last === undefined || of[log.length - 1]?.id === last.id;
}
