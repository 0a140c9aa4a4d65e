/**
 * Reaching a daemon: at once, then again with growing pauses until the patience of SDConnectTimeout or FDConnectTimeout
 * is used up (the genuine Director waits 10 s before its second try). What no retry can mend, such as a wrong password,
 * ends it immediately.
 */
import { AppError, type Clock, describeError } from '../../core/index.ts';
import type { Dialled, DialOptions } from '../../protocol/index.ts';
import { DaemonUnreachableError } from './errors.ts';

export interface Patience {
  readonly forMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Told once, when the first try has failed and it goes on trying. */
  readonly onWaiting?: (sentence: string) => void;
}

export type Dial = (options: DialOptions) => Promise<Dialled>;

const TRY_MS = 15_000;
// A daemon under load may take its time over Hello and password; one that is stopped never answers.
const HANDSHAKE_MS_MIN = 5_000;
const HANDSHAKE_MS_MAX = 60_000;
const PAUSES_MS = [200, 500, 1_000, 2_000, 5_000];

export async function reach(
  daemon: string,
  dial: Dial,
  options: Omit<DialOptions, 'connectTimeoutMs'>,
  patience: Patience,
): Promise<Dialled> {
  const { clock, signal, forMs } = patience;
  const deadline = clock.monotonicMs() + forMs;
  const where = `${options.host}:${options.port}`;
  for (let attempt = 0; ; attempt++) {
    const leftMs = deadline - clock.monotonicMs();
    const limit = AbortSignal.timeout(Math.ceil(Math.max(HANDSHAKE_MS_MIN, Math.min(HANDSHAKE_MS_MAX, leftMs))));
    try {
      const connectTimeoutMs = Math.ceil(Math.max(1_000, Math.min(TRY_MS, leftMs)));
      return await dial({ ...options, connectTimeoutMs, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    } catch (error) {
      signal?.throwIfAborted();
      if (limit.aborted) throw unreachable(daemon, where, new Error('it accepts calls, but does not speak'));
      const pauseMs = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 5_000;
      const hopeless = !(error instanceof AppError && error.retryable);
      if (hopeless || clock.monotonicMs() + pauseMs >= deadline) throw unreachable(daemon, where, error);
      if (attempt === 0)
        patience.onWaiting?.(`${daemon} at ${where} does not answer, trying on: ${describeError(error)}`);
      await clock.sleep(pauseMs, signal);
    }
  }
}

function unreachable(daemon: string, where: string, error: unknown): DaemonUnreachableError {
  const hint =
    error instanceof AppError && error.hint !== undefined ? error.hint : `Is the daemon running at ${where}?`;
  const detail = error instanceof Error ? error.message : String(error);
  return new DaemonUnreachableError(`${daemon} at ${where}`, hint, { detail, cause: error });
}
