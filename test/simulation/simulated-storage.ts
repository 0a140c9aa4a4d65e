/**
 * A Storage Daemon of ours, as far as Directors care: it goes on without them, keeps a journal of numbered facts for each Job
 * until they are acknowledged, and refuses a Director whose epoch is older than one it has heard (docs/decisions/0050).
 */
import type { VirtualTime } from './virtual-time.ts';

export interface Journal {
  readonly run: number;
  readonly facts: number;
  /** Its first fact was written then; one follows each `everyMs`. */
  readonly startedMs: number;
  readonly everyMs: number;
  acknowledged: number;
}

/** Facts behind a number. */
export interface FactsRead {
  readonly facts: number;
  readonly ended: boolean;
}

export class SupersededError extends Error {}

const FACTS_AT_ONCE = 5;

export class SimulatedStorage {
  readonly name: string;
  readonly #time: VirtualTime;
  readonly journals = new Map<number, Journal>();
  /** How often the Client was told to send a run's data. */
  readonly starts = new Map<number, number>();
  #epoch = 0n;

  constructor(name: string, time: VirtualTime) {
    this.name = name;
    this.#time = time;
  }

  /** The runs that owe something. */
  list(epoch: bigint): readonly number[] {
    this.#hear(epoch);
    return [...this.journals.keys()];
  }

  /** Nothing is wanted of it any more. */
  forget(epoch: bigint, run: number): void {
    this.#hear(epoch);
    this.journals.delete(run);
  }

  run(epoch: bigint, run: number, facts: number, everyMs: number): void {
    this.#hear(epoch);
    if (this.journals.has(run)) return;
    this.starts.set(run, (this.starts.get(run) ?? 0) + 1);
    this.journals.set(run, { run, facts, everyMs, startedMs: this.#time.nowMs, acknowledged: 0 });
  }

  /** Undefined: there is no such Job, or not from there on. */
  read(epoch: bigint, run: number, from: number): FactsRead | undefined {
    this.#hear(epoch);
    const journal = this.journals.get(run);
    if (journal === undefined) return undefined;
    // What was acknowledged is gone: a Catalog that lacks it cannot be helped from here.
    if (from < journal.acknowledged) return undefined;
    const written = Math.min(journal.facts, Math.floor((this.#time.nowMs - journal.startedMs) / journal.everyMs));
    const facts = Math.min(FACTS_AT_ONCE, Math.max(0, written - from));
    return { facts, ended: from + facts === journal.facts };
  }

  acknowledge(epoch: bigint, run: number, number: number): void {
    this.#hear(epoch);
    const journal = this.journals.get(run);
    if (journal === undefined) return;
    journal.acknowledged = Math.max(journal.acknowledged, number);
    if (journal.acknowledged === journal.facts) this.journals.delete(run);
  }

  #hear(epoch: bigint): void {
    if (epoch < this.#epoch) throw new SupersededError(`${this.name} has heard of epoch ${this.#epoch}`);
    this.#epoch = epoch;
  }
}
