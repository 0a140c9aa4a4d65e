/**
 * What was last seen of this node's PostgreSQL, and what may be told by it: how long it has been silent, and where it stood when
 * all of it waited for the standbys that it was told. A look counts from when it began, never from when its answer came.
 */
import type { Clock, Logger } from '../core/index.ts';
import type { CatalogInstance, InstanceFacts, SynchronousStandbys } from '../replication/index.ts';
import { RoomWatch } from './disk-room.ts';
import { isKnown, Silence } from './silence.ts';

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

/** What PostgreSQL was told to wait for, as far as this process knows. */
interface Applied {
  readonly standbys: SynchronousStandbys;
  readonly sinceMs: number;
  /** Where it stood at the first look behind that. */
  lsn: bigint | undefined;
}

export class InstanceWatch {
  readonly #instance: CatalogInstance;
  readonly #clock: Clock;
  readonly #room: RoomWatch;
  readonly #silence = new Silence();
  #facts = NO_FACTS;
  #hasLooked = false;
  #applied: Applied | undefined;

  constructor({ instance, clock, logger }: { instance: CatalogInstance; clock: Clock; logger: Logger }) {
    this.#instance = instance;
    this.#clock = clock;
    this.#room = new RoomWatch(logger);
  }

  get facts(): InstanceFacts {
    return this.#facts;
  }

  /** There has been a look: the facts are none of nobody's. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  get applied(): Applied | undefined {
    return this.#applied;
  }

  get silentMs(): number {
    return this.#silence.ms;
  }

  /** It has just answered. */
  isFresh(): boolean {
    return this.#silence.isFresh(this.#clock.monotonicMs());
  }

  /** PostgreSQL was told what commits wait for; undefined: nobody knows what it was told. */
  noteApplied(standbys: SynchronousStandbys | undefined): void {
    const sinceMs = this.#clock.monotonicMs();
    this.#applied = standbys === undefined ? undefined : { standbys, sinceMs, lsn: undefined };
  }

  async look(): Promise<void> {
    const beganMs = this.#clock.monotonicMs();
    this.#facts = await this.#instance.facts();
    this.#silence.look(this.#facts, beganMs, this.#clock.monotonicMs());
    this.#room.look(this.#facts);
    const applied = this.#applied;
    // What was known before may lack commits of the older configuration: only a look that began behind it counts.
    const isBehind = applied !== undefined && beganMs >= applied.sinceMs + SETTLED_MS;
    if (isBehind && isKnown(this.#facts)) applied.lsn ??= this.#facts.lsn;
    this.#hasLooked = true;
  }
}
