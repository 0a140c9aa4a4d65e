/**
 * Carrying on when PostgreSQL restarts, fails over, or has no slot free: the one place where we wait and try again.
 * Whether it may be tried again is decided by what the failure left behind (failure.ts).
 */
import { type Clock, systemClock } from '../core/index.ts';
import { CatalogTakeoverError } from './epoch/errors.ts';
import {
  CatalogConnectionLostError,
  CatalogOutOfConnectionsError,
  CatalogStatementError,
  CatalogTimeoutError,
  CatalogUnreachableError,
} from './errors.ts';
import { kindOfStatementFailure } from './failure.ts';

export interface OutageOptions {
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
  /** The work may run again although it perhaps took effect. */
  readonly repeatable: boolean;
  /** Asked after each failure: true ends the trying whatever the failure was. */
  readonly final?: () => boolean;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const BEFORE_A_STATEMENT = [CatalogUnreachableError, CatalogOutOfConnectionsError, CatalogTakeoverError];
const OF_A_STATEMENT = [CatalogConnectionLostError, CatalogStatementError, CatalogTimeoutError];

/** Runs `attempt` until it succeeds, may not be repeated, or the outage lasts too long; then its last error is thrown. */
export async function throughOutage<T>(attempt: () => Promise<T>, options: OutageOptions): Promise<T> {
  const { limitMs, signal, clock = systemClock, repeatable } = options;
  const deadlineMs = clock.monotonicMs() + limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      const over = signal?.aborted || options.final?.() || clock.monotonicMs() + pauseMs > deadlineMs;
      if (over || !mayRepeat(error, repeatable)) throw error;
    }
    await clock.sleep(pauseMs, signal);
  }
}

export function mayRepeat(error: unknown, repeatable: boolean): boolean {
  if (BEFORE_A_STATEMENT.some((type) => error instanceof type)) return true;
  if (!OF_A_STATEMENT.some((type) => error instanceof type)) return false;
  const kind = kindOfStatementFailure((error as Error).cause);
  return kind === 'undone' || (kind === 'lost' && repeatable);
}
