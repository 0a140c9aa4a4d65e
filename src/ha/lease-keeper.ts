/**
 * This node's one lease: all that it holds in the store hangs on it. Renews it, and says until when that is certain:
 * counted on the monotonic clock from before the last successful renewal left, less the margin. A lease that has ended
 * is never taken up again; the next one is another.
 */
import type { Clock } from '../core/index.ts';
import type { Dcs } from './dcs/dcs.ts';
import type { LeaseTiming } from './lease-timing.ts';

export interface HeldLease {
  readonly id: bigint;
  /** On the monotonic clock: from then on the holder must have stopped. */
  readonly fenceAtMs: number;
}

export interface LeaseKeeperOptions {
  readonly dcs: Pick<Dcs, 'grant' | 'renew' | 'revoke'>;
  readonly clock: Clock;
  readonly timing: LeaseTiming;
  /** A lease was granted or renewed, or is no more. */
  readonly changed: () => void;
}

export class LeaseKeeper implements AsyncDisposable {
  readonly #options: LeaseKeeperOptions;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;
  #held: HeldLease | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Undefined: there is none, or it is no longer certain. */
  get held(): HeldLease | undefined {
    const held = this.#held;
    return held !== undefined && this.#options.clock.monotonicMs() < held.fenceAtMs ? held : undefined;
  }

  /** Gives the lease back at once, so that nobody has to wait for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    await this.#running;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) await this.#options.dcs.revoke(held.id).catch(() => {});
  }

  async #run(): Promise<void> {
    const { clock, timing } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const before = clock.monotonicMs();
      const kept = await this.#keep(before).catch(() => false);
      const passed = clock.monotonicMs() - before;
      const pauseMs = Math.max(0, (kept ? timing.renewMs : timing.retryMs) - passed);
      await clock.sleep(pauseMs, signal).catch(() => {});
    }
  }

  /** True: there is a lease, and its end is a full time behind `before`. */
  async #keep(before: number): Promise<boolean> {
    const { dcs, timing } = this.#options;
    const held = this.held;
    // What is uncertain is given up: renewing it now would let a fenced holder wake up again.
    if (held === undefined) {
      this.#held = undefined;
      this.#hold(await dcs.grant(timing.ttlMs), before);
      return true;
    }
    const renewed = await dcs.renew(held.id);
    // An answer that comes after the end has been feared comes too late: the holder is being fenced.
    if (renewed && this.held !== undefined) {
      this.#hold(held.id, before);
      return true;
    }
    this.#held = undefined;
    this.#options.changed();
    return false;
  }

  #hold(id: bigint, before: number): void {
    const { timing, changed } = this.#options;
    this.#held = { id, fenceAtMs: before + timing.ttlMs - timing.marginMs };
    changed();
  }
}
