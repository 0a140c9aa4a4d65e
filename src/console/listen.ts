/** The ways in: TCP with a token, and a Unix socket that its file mode guards. */

import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { disposable, type Secret } from '../core/index.ts';
import { buildConsoleApp } from './app.ts';
import { ListenError, SocketInUseError } from './errors.ts';
import type { ConsoleServices } from './services.ts';

export interface ConsoleApiOptions {
  readonly services: ConsoleServices;
  /** Left out: no Unix socket. */
  readonly socket?: string | undefined;
  /** Left out: no TCP. Port 0 takes any that is free. */
  readonly tcp?: { readonly address: string; readonly port: number; readonly token: Secret } | undefined;
}

export interface ConsoleApi extends AsyncDisposable {
  readonly socket: string | undefined;
  /** `http://127.0.0.1:9180` */
  readonly url: string | undefined;
}

const CONNECTIONS_MAX = 200;
/** The kernel's limit for the path of a Unix socket. */
const SOCKET_PATH_BYTES_MAX = 107;
const PROBE_TIMEOUT_MS = 2000;
const FAREWELL_MS = 500;

export async function openConsoleApi({ services, socket, tcp }: ConsoleApiOptions): Promise<ConsoleApi> {
  const open: FastifyInstance[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map(closeApp));
  };
  try {
    if (socket !== undefined) {
      const app = await buildConsoleApp(services, undefined);
      open.push(app);
      await listenOnSocket(app.server, socket);
    }
    let url: string | undefined;
    if (tcp !== undefined) {
      const app = await buildConsoleApp(services, tcp.token);
      open.push(app);
      url = await listenOnTcp(app.server, tcp);
    }
    return { socket, url, ...disposable(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Answers on their way get a moment; what flows (a followed Job) would never end by itself. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const hangUp = setTimeout(() => app.server.closeAllConnections(), FAREWELL_MS);
  await app.close();
  clearTimeout(hangUp);
}

async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    throw new ListenError(path, new Error(`its path is longer than ${SOCKET_PATH_BYTES_MAX} bytes`));
  }
  await removeStaleSocket(path);
  // The file is made within this call: nobody but us and our group may open it, not even for a moment.
  const before = process.umask(0o117);
  try {
    server.listen({ path });
  } finally {
    process.umask(before);
  }
  await listening(server, path);
  await chmod(path, 0o660);
}

async function listenOnTcp(server: Server, { address, port }: { address: string; port: number }): Promise<string> {
  const where = `${address.includes(':') ? `[${address}]` : address}`;
  server.listen({ host: address, port });
  await listening(server, `${where}:${port}`);
  const bound = server.address();
  return `http://${where}:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
}

async function listening(server: Server, where: string): Promise<void> {
  server.maxConnections = CONNECTIONS_MAX;
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(where, error instanceof Error ? error : new Error(String(error)));
  }
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
