/**
 * What is known of a PostgreSQL that may have ceased to answer: how long it has been silent, and whether what was last seen of it is
 * still true enough to change by it who may be promoted. Counted in looks that have ended, so that a node which itself stood
 * still, and finds its time up when it goes on, blames nobody for that.
 */
import type { InstanceFacts } from '../replication/index.ts';

/** The shortest time in which a standby misses a primary that stands still is half of its timeout: 2.5 s. */
const FRESH_MS = 2_000;

/** One that went unanswered may be this node's own fault. */
const LOOKS_MIN = 2;

export class Silence {
  #sinceMs: number | undefined;
  #looks = 0;
  #ms = 0;
  #answeredMs = Number.NEGATIVE_INFINITY;

  /** A look from `beganMs` to `endedMs` of the monotonic clock has found this. */
  look(facts: InstanceFacts, beganMs: number, endedMs: number): void {
    if (isKnown(facts)) this.#answeredMs = endedMs;
    if (facts.silent !== true) {
      this.#sinceMs = undefined;
      this.#looks = 0;
      this.#ms = 0;
      return;
    }
    this.#sinceMs ??= beganMs;
    this.#looks += 1;
    this.#ms = endedMs - this.#sinceMs;
  }

  /** From the first question without an answer to the end of the last one; 0 with fewer than two of them. */
  get ms(): number {
    return this.#looks < LOOKS_MIN ? 0 : this.#ms;
  }

  /** It has just answered: whoever does not stream from it is away, and it has not merely ceased to send. */
  isFresh(nowMs: number): boolean {
    return nowMs - this.#answeredMs < FRESH_MS;
  }
}

/** Of one that runs and did not say what it is nothing may be told: its zeros are no positions. */
export const isKnown = ({ running, timeline }: InstanceFacts): boolean => !running || timeline > 0;
