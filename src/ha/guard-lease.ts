/** The moment when an office is no longer certain is a reason to decide, whatever else comes. */
import type { Clock } from '../core/index.ts';
import type { Failsafe } from './failsafe/failsafe.ts';
import type { Office } from './keys.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';

export interface GuardedLease {
  readonly clock: Clock;
  readonly lease: LeaseKeeper;
  readonly timing: LeaseTiming;
  readonly failsafe?: Failsafe;
}

/** Calls `uncertain` at each end of a certain lease, and again and again while there is none; until the signal. */
export async function guardLease(
  office: Office,
  { clock, lease, timing, failsafe }: GuardedLease,
  signal: AbortSignal,
  uncertain: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const retryAtMs = clock.monotonicMs() + timing.retryMs;
    const certainMs = Math.min(failsafe?.certainUntilMs(office) ?? retryAtMs, retryAtMs);
    const ms = (lease.held?.fenceAtMs ?? certainMs) - clock.monotonicMs();
    await clock.sleep(Math.max(1, ms), signal).catch(() => {});
    if (lease.held === undefined) uncertain();
  }
}
