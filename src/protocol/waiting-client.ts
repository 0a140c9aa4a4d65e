/**
 * A File Daemon that has called its Director and waits to be wanted (specification 01-wire §4.6), seen from the Director.
 * When it is wanted both let go of TLS without a word, and the Director says Hello on the same stream as if it had
 * called. Who speaks before he is asked does not know this game, and is let go.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteString, Secret } from '../core/index.ts';
import type { Accepted } from './accept.ts';
import { type Dialled, type DialOptions, greetFileDaemon } from './dial.ts';
import { ConnectionLostError } from './errors.ts';
import { startDeadline } from './handshake.ts';
import { isTermination, SIGNAL } from './signals.ts';
import { SocketConnection } from './socket-connection.ts';

export interface WakeOptions extends Omit<DialOptions, 'host' | 'port' | 'connectTimeoutMs' | 'extension'> {
  readonly directorName: ByteString;
  readonly password: Secret;
  /** The name that its certificate has to bear; left out: any that is trusted. */
  readonly host?: string;
  /** How long it may take to answer that it is still there. */
  readonly wakeMs: number;
}

export interface WaitingClient extends AsyncDisposable {
  readonly peer: string;
  /** It is not to be had any more: it has gone, was let go, or was woken. The reason is for the log. */
  readonly gone: Promise<Error>;
  /** Once. @throws ConnectionLostError, PeerTimeoutError, and what a Hello comes to */
  wake(options: WakeOptions): Promise<Dialled>;
}

/** A day; it calls anew far more often. */
const IDLE_MS = 24 * 60 * 60_000;
/** A genuine Client that is let in does not hear for a moment, and misses for good what is said in it. */
const SETTLE_MS = 500;
/** Heartbeats and the like, which say nothing. */
const SIGNALS_MAX = 10_000;

/** `accepted`: let in as `client-to-director`, severable. */
export function holdClient({ connection }: Accepted): WaitingClient {
  if (!(connection instanceof SocketConnection)) throw new TypeError('Only a socket can be held');
  const woken = new AbortController();
  const settled = sleep(SETTLE_MS, undefined, { ref: false });
  const watching = watch(connection, woken.signal);
  void watching.then(() => {
    if (!woken.signal.aborted) connection.destroy();
  });
  return {
    peer: connection.peer,
    gone: watching,
    wake: (options) =>
      wake(connection, options, async () => {
        await settled;
        woken.abort(new ConnectionLostError(connection.peer, 'woken'));
        await watching;
      }),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function watch(connection: SocketConnection, signal: AbortSignal): Promise<Error> {
  try {
    for (let signals = 0; signals < SIGNALS_MAX; signals++) {
      const frame = await connection.receive({ timeoutMs: IDLE_MS, signal });
      if (frame === undefined || (frame.kind === 'signal' && isTermination(frame.signal))) {
        return new ConnectionLostError(connection.peer, 'it has hung up');
      }
      if (frame.kind === 'data') break;
    }
    return new ConnectionLostError(connection.peer, 'it spoke before it was asked');
  } catch (error) {
    return error as Error;
  }
}

async function wake(
  connection: SocketConnection,
  options: WakeOptions,
  endWatch: () => Promise<void>,
): Promise<Dialled> {
  const { signal, wakeMs, ...greeting } = options;
  await endWatch();
  const onAbort = (): void => connection.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    await isThere(connection, wakeMs);
  } catch (error) {
    connection.destroy();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  const { peer } = connection;
  return await greetFileDaemon(connection.sever(), { ...greeting, peer, ...(signal && { signal }) });
}

/** @throws where it does not answer in time */
async function isThere(connection: SocketConnection, wakeMs: number): Promise<void> {
  const deadline = startDeadline(wakeMs);
  await connection.sendSignal(SIGNAL.ISALIVE);
  for (;;) {
    const frame = await connection.receive({ timeoutMs: deadline.remainingMs() });
    if (frame?.kind === 'signal' && frame.signal === SIGNAL.ISALIVE) return;
    if (frame === undefined || frame.kind === 'data' || isTermination(frame.signal) || deadline.remainingMs() <= 1) {
      throw new ConnectionLostError(connection.peer, 'it did not say that it is there');
    }
  }
}
