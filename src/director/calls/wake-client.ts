/**
 * A Client that has called is woken instead of dialled. A call that turns out to be dead is passed over for the next one;
 * a wrong password, or TLS that does not come about, ends it at once.
 */
import { AppError, type ByteString, type Clock } from '../../core/index.ts';
import type { Dialled, WakeOptions } from '../../protocol/index.ts';
import { DaemonUnreachableError } from '../job/errors.ts';
import type { ClientCalls } from './client-calls.ts';

export interface WakePatience {
  readonly forMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Told once, where no call is there and one is waited for. */
  readonly onWaiting?: (sentence: string) => void;
}

export interface WantedClient {
  readonly name: ByteString;
  /** For messages. */
  readonly title: string;
  /** Where no call is there it is dialled instead, and not waited for. */
  readonly canBeDialled: boolean;
}

const WAKE_MS = 10_000;
const HANDSHAKE_MS_MIN = 5_000;
const HANDSHAKE_MS_MAX = 60_000;
const HINT = 'Does it run with Connect To Director, and with this Director’s Address and Dir Port?';

/** Undefined: none that lives is there, and it can be dialled. @throws DaemonUnreachableError */
export async function wakeClient(
  calls: ClientCalls,
  { name, title, canBeDialled }: WantedClient,
  options: Omit<WakeOptions, 'wakeMs' | 'signal' | 'handshakeTimeoutMs'>,
  { forMs, clock, signal, onWaiting }: WakePatience,
): Promise<Dialled | undefined> {
  const deadline = clock.monotonicMs() + forMs;
  const take = (ms: number) => calls.take(name, { forMs: ms, ...(signal && { signal }) });
  let told = false;
  for (;;) {
    const leftMs = deadline - clock.monotonicMs();
    let call = await take(0);
    if (call === undefined && canBeDialled) return undefined;
    if (call === undefined && leftMs > 0) {
      if (!told) onWaiting?.(`${title} has not called, waiting for it`);
      told = true;
      call = await take(leftMs);
    }
    if (call === undefined) throw unreachable(title, 'it has not called', undefined);
    try {
      const handshakeTimeoutMs = Math.max(HANDSHAKE_MS_MIN, Math.min(HANDSHAKE_MS_MAX, leftMs));
      return await call.wake({ ...options, wakeMs: WAKE_MS, handshakeTimeoutMs, ...(signal && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof AppError && error.retryable)) {
        throw unreachable(title, error instanceof Error ? error.message : String(error), error);
      }
    }
  }
}

function unreachable(title: string, detail: string, cause: unknown): DaemonUnreachableError {
  const hint = cause instanceof AppError && cause.hint !== undefined ? cause.hint : HINT;
  return new DaemonUnreachableError(title, hint, { detail, ...(cause === undefined ? {} : { cause }) });
}
