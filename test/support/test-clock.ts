/** A clock that stands still until a test moves it: waits of hours end at once, in their order. */
import type { Clock } from '../../src/core/index.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export class TestClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 20, 10, 0, 0);
  #sleepers: Sleeper[] = [];

  now(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  /** How many wait now. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const done = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      };
      const sleeper: Sleeper = {
        at: this.#nowMs + ms,
        wake: () => {
          done();
          resolve();
        },
      };
      signal?.addEventListener('abort', () => {
        done();
        reject(signal.reason);
      });
      this.#sleepers.push(sleeper);
    });
  }

  /** Lets so much time pass, and whatever was waiting for a moment in it go on. */
  async pass(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#sleepers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.wake();
      await settle();
    }
    this.#nowMs = until;
    await settle();
  }
}

/** Lets time pass, step by step, as long as somebody waits for it, until the work is done. */
export async function passUntil<T>(clock: TestClock, stepMs: number, work: Promise<T>): Promise<T> {
  let over = false;
  const ended = work.finally(() => {
    over = true;
  });
  ended.catch(() => undefined);
  while (!over) {
    if (clock.sleeping > 0) await clock.pass(stepMs);
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return ended;
}

/** Until everything that can go on without time has gone on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
