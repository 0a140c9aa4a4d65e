/**
 * Waits for tickets of a ring to pass, with one sleep for all who wait: the thread that hashes wakes nobody before the first of
 * their tickets. Woken for every ticket, a backup of a large file spent more on waking than its records cost otherwise.
 */
import { DataThreadError } from '../errors.ts';
import { CONTROL, hasPassed } from './hash-ring.ts';

/** Nothing that fits into the ring takes so long. */
const WAIT_MS = 120_000;
const LOOK_MS = 1_000;

interface Waiter {
  readonly ticket: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class TicketWatch {
  readonly #control: Int32Array;
  #waiters: Waiter[] = [];
  #watching = false;
  #broken: Error | undefined;

  constructor(control: Int32Array) {
    this.#control = control;
  }

  passed(ticket: number): boolean {
    return hasPassed(ticket, Atomics.load(this.#control, CONTROL.passed));
  }

  /** Rejects when the thread breaks. */
  reached(ticket: number): Promise<void> {
    if (this.passed(ticket)) return Promise.resolve();
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ ticket, resolve, reject });
    if (this.#watching) this.#want(this.#first());
    else void this.#watch();
    return promise;
  }

  /** The same for a thread that may stand still, for so long at most. False: not yet. @throws DataThreadError */
  wait(ticket: number, timeoutMs = WAIT_MS): boolean {
    const fromMs = performance.now();
    for (;;) {
      if (this.passed(ticket)) return true;
      if (this.#broken !== undefined) throw this.#broken;
      const waitedMs = performance.now() - fromMs;
      if (waitedMs > WAIT_MS) throw new DataThreadError('hashes', 'it stands still');
      if (waitedMs > timeoutMs) return false;
      const seen = this.#want(ticket);
      if (!hasPassed(ticket, seen))
        Atomics.wait(this.#control, CONTROL.passed, seen, Math.min(LOOK_MS, Math.max(1, timeoutMs - waitedMs)));
    }
  }

  /** Nothing passes any more. */
  breakDown(error: Error): void {
    this.#broken ??= error;
    Atomics.notify(this.#control, CONTROL.passed);
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    while (this.#waiters.length > 0 && this.#broken === undefined) {
      const first = this.#first();
      const seen = this.#want(first);
      if (!hasPassed(first, seen)) await Atomics.waitAsync(this.#control, CONTROL.passed, seen).value;
      const waiting = this.#waiters;
      this.#waiters = waiting.filter(({ ticket }) => !this.passed(ticket));
      for (const waiter of waiting) if (!this.#waiters.includes(waiter)) waiter.resolve();
    }
    this.#watching = false;
    for (const { reject } of this.#waiters.splice(0)) reject(this.#broken as Error);
  }

  #first(): number {
    return this.#waiters
      .map(({ ticket }) => ticket)
      .reduce((first, ticket) => (hasPassed(first, ticket) ? first : ticket));
  }

  /**
   * Whoever sleeps on what this returns is woken when `ticket` has passed: either the thread sees the wish, or this sees the
   * ticket. The thread is told to take up what lies before it.
   */
  #want(ticket: number): number {
    Atomics.store(this.#control, CONTROL.wanted, ticket);
    Atomics.notify(this.#control, CONTROL.issued);
    return Atomics.load(this.#control, CONTROL.passed);
  }
}
