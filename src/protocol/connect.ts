/** A TCP connection within a time limit, or the reason why there is none. */
import { createConnection, type Socket } from 'node:net';
import {
  ConnectRefusedError,
  ConnectTimeoutError,
  HostNotFoundError,
  HostUnreachableError,
} from './handshake-errors.ts';
import { timerMs } from './timer.ts';

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs: number;
  /** Of this machine: from which the connection is made. */
  readonly localAddress?: string;
  readonly signal?: AbortSignal;
}

/** With several addresses each gets its turn; node's own 250 ms would be too short for a far network. */
const ADDRESS_ATTEMPT_MS_MAX = 5_000;

export function openSocket(options: ConnectOptions): Promise<Socket> {
  const { host, port, connectTimeoutMs, signal } = options;
  const peer = peerName(host, port);
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const socket = createConnection({
      host,
      port,
      ...(options.localAddress !== undefined && { localAddress: options.localAddress }),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: Math.max(10, Math.min(ADDRESS_ATTEMPT_MS_MAX, Math.ceil(connectTimeoutMs / 2))),
    });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
    };
    const giveUp = (error: Error): void => {
      settle();
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => giveUp(signal?.reason as Error);
    const timer = setTimeout(() => giveUp(new ConnectTimeoutError(peer, connectTimeoutMs)), timerMs(connectTimeoutMs));
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', (error) => giveUp(explain(error, host, peer, connectTimeoutMs)));
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
  });
}

export const peerName = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

function explain(error: Error, host: string, peer: string, ms: number): Error {
  const code = errorCode(error);
  const cause = { cause: error };
  if (code === 'ECONNREFUSED') return new ConnectRefusedError(peer, cause);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new HostNotFoundError(host, cause);
  if (code === 'ETIMEDOUT') return new ConnectTimeoutError(peer, ms, cause);
  return new HostUnreachableError(peer, error.message === '' ? (code ?? 'unknown reason') : error.message, cause);
}

/** Several addresses fail together: what the first one met is as good as any. */
function errorCode(error: Error): string | undefined {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return errorCode(error.errors[0]);
  return (error as NodeJS.ErrnoException).code;
}
