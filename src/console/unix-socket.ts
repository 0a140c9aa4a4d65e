/** The Unix socket: its file mode is the guard, and what a killed Director left behind must not be in the way. */
import { chmod, link, lstat, mkdtemp, rm, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { AppError, disposable } from '../core/index.ts';
import { ListenError, SocketInUseError } from './errors.ts';
import { listening } from './listening.ts';

/** The kernel's limit for the path of a Unix socket. */
const PATH_BYTES_MAX = 107;
const PROBE_TIMEOUT_MS = 2000;

/**
 * Listens in a folder that nobody else may enter, gives the socket its mode there, and only then its name: at no moment
 * can it be opened by others than us and our group. Disposing takes the name away.
 */
export async function listenOnSocket(server: Server, path: string): Promise<AsyncDisposable> {
  try {
    await removeStaleSocket(path);
    const hidden = await mkdtemp(`${dirname(path)}/.`);
    const born = join(hidden, 's');
    try {
      for (const name of [path, born]) refuseLongPath(name);
      server.listen({ path: born });
      await listening(server, path);
      await chmod(born, 0o660);
      await link(born, path);
    } finally {
      await rm(hidden, { recursive: true });
    }
  } catch (error) {
    throw error instanceof AppError ? error : new ListenError(path, error as Error);
  }
  const { ino } = await lstat(path);
  return disposable(async () => {
    // Another Director may have taken the place since.
    const found = await lstat(path).catch(() => undefined);
    if (found?.ino === ino) await unlink(path).catch(() => undefined);
  });
}

function refuseLongPath(path: string): void {
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return;
  throw new Error(`the path of the socket is longer than ${PATH_BYTES_MAX} bytes`);
}

/** What a killed Director left behind goes; a socket on which somebody answers, and any other file, stays. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) throw new ListenError(path, new Error('there is a file that is no socket'));
  if (await answers(path)) throw new SocketInUseError(path);
  await unlink(path).catch(() => undefined);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path, timeout: PROBE_TIMEOUT_MS });
    const settle = (answer: boolean): void => {
      probe.destroy();
      resolve(answer);
    };
    probe.once('connect', () => settle(true));
    probe.once('timeout', () => settle(true));
    probe.once('error', () => settle(false));
  });
}
