/**
 * The ways in: TCP with a token, and a Unix socket that its file mode guards. They are taken before anything else of
 * the Director starts, so that a second one on this machine is turned away before it has touched the Catalog.
 */
import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { disposable, type Secret } from '../core/index.ts';
import { buildConsoleApp } from './app.ts';
import { ListenError, SocketInUseError, UnavailableError } from './errors.ts';
import { httpStatus } from './problem.ts';
import type { ConsoleServices } from './services.ts';

export interface ConsoleApiOptions {
  /** Left out: no Unix socket. */
  readonly socket?: string | undefined;
  /** Left out: no TCP. Port 0 takes any that is free. */
  readonly tcp?: { readonly address: string; readonly port: number; readonly token: Secret } | undefined;
}

export interface ConsoleApi extends AsyncDisposable {
  readonly socket: string | undefined;
  /** `http://127.0.0.1:9180` */
  readonly url: string | undefined;
  /** Until then every request is told that the Director is starting; once disposed, that it is stopping. */
  serve(services: ConsoleServices): Promise<AsyncDisposable>;
}

const CONNECTIONS_MAX = 200;
const REQUEST_TIMEOUT_MS = 30_000;
/** The kernel's limit for the path of a Unix socket. */
const SOCKET_PATH_BYTES_MAX = 107;
const PROBE_TIMEOUT_MS = 2000;
/** Answers on their way get a moment; what flows (a followed Job) would never end by itself. */
const FAREWELL_MS = 500;

export async function openConsoleApi({ socket, tcp }: ConsoleApiOptions): Promise<ConsoleApi> {
  const doors: Door[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(doors.map(({ server }) => closeServer(server)));
  };
  try {
    if (socket !== undefined) {
      const door = openDoor(undefined);
      await listenOnSocket(door.server, socket);
      doors.push(door);
    }
    let url: string | undefined;
    if (tcp !== undefined) {
      const door = openDoor(tcp.token);
      url = await listenOnTcp(door.server, tcp);
      doors.push(door);
    }
    const serve = async (services: ConsoleServices): Promise<AsyncDisposable> => {
      await Promise.all(doors.map((door) => door.serve(services)));
      return disposable(() => {
        for (const door of doors) door.refuse();
      });
    };
    return { socket, url, serve, ...disposable(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Door {
  readonly server: Server;
  serve(services: ConsoleServices): Promise<void>;
  refuse(): void;
}

function openDoor(token: Secret | undefined): Door {
  let listener = unavailable('starting');
  const server = createServer((request, response) => listener(request, response));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  return {
    server,
    async serve(services) {
      let ready = listener;
      await buildConsoleApp(services, token, (handler) => {
        ready = handler;
        return server;
      });
      listener = ready;
    },
    refuse() {
      listener = unavailable('stopping');
    },
  };
}

const unavailable =
  (what: 'starting' | 'stopping'): RequestListener =>
  (_request, response) => {
    const { code, message, hint } = new UnavailableError(what);
    response.writeHead(httpStatus(code), { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ code, message, hint }));
  };

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const hangUp = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
  await closed;
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
  const where = address.includes(':') ? `[${address}]` : address;
  server.listen({ host: address, port });
  await listening(server, `${where}:${port}`);
  const bound = server.address();
  return `http://${where}:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
}

async function listening(server: Server, where: string): Promise<void> {
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
