/**
 * The ways in: TCP with a token, and a Unix socket that its file mode guards. They are taken before anything else of
 * the Director starts, so that a second one on this machine is turned away before it has touched the Catalog.
 */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AppError, disposable, type Secret } from '../core/index.ts';
import { buildConsoleApp } from './app.ts';
import { UnavailableError } from './errors.ts';
import { listening } from './listening.ts';
import type { PreparedConsole } from './prepare-console.ts';
import { httpStatus } from './problem.ts';
import type { ConsoleServices } from './services.ts';
import { listenOnSocket } from './unix-socket.ts';

export interface ConsoleApiOptions {
  /** Left out: no Unix socket. */
  readonly socket?: string | undefined;
  /** Left out: no TCP. Port 0 takes any that is free. */
  readonly tcp?: { readonly address: string; readonly port: number; readonly token: Secret } | undefined;
  /** What is answered before anything is served; left out: that the Director is starting. */
  readonly unavailable?: () => AppError;
  /** Routes that are built already, one set a way in; what is missing is built when it is to be served. */
  readonly prepared?: readonly PreparedConsole[];
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
/** Answers on their way get a moment; what flows (a followed Job) would never end by itself. */
const FAREWELL_MS = 500;

export async function openConsoleApi(options: ConsoleApiOptions): Promise<ConsoleApi> {
  const { socket, tcp, unavailable = STARTING, prepared = [] } = options;
  const doors: Door[] = [];
  const names = new AsyncDisposableStack();
  const close = async (): Promise<void> => {
    await names.disposeAsync();
    await Promise.all(doors.map(({ server }) => closeServer(server)));
  };
  try {
    if (socket !== undefined) {
      const door = openDoor(undefined, unavailable);
      doors.push(door);
      names.use(await listenOnSocket(door.server, socket));
    }
    let url: string | undefined;
    if (tcp !== undefined) {
      const door = openDoor(tcp.token, unavailable);
      doors.push(door);
      url = await listenOnTcp(door.server, tcp);
    }
    const serve = async (services: ConsoleServices): Promise<AsyncDisposable> => {
      await Promise.all(doors.map((door, index) => door.serve(services, prepared[index])));
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
  serve(services: ConsoleServices, prepared: PreparedConsole | undefined): Promise<void>;
  refuse(): void;
}

const STARTING = (): AppError => new UnavailableError('starting');
const STOPPING = (): AppError => new UnavailableError('stopping');

function openDoor(token: Secret | undefined, unavailable: () => AppError): Door {
  let listener = refusing(unavailable);
  const server = createServer((request, response) => listener(request, response));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  return {
    server,
    async serve(services, prepared) {
      let ready = prepared?.serve(services, token) ?? listener;
      if (prepared === undefined) {
        await buildConsoleApp(services, token, (handler) => {
          ready = handler;
          return server;
        });
      }
      listener = ready;
    },
    refuse() {
      listener = refusing(STOPPING);
    },
  };
}

const refusing =
  (why: () => AppError): RequestListener =>
  (_request, response) => {
    const { code, message, hint } = why();
    response.writeHead(httpStatus(code), { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ code, message, hint }));
  };

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const hangUp = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
  await closed;
  clearTimeout(hangUp);
}

async function listenOnTcp(server: Server, { address, port }: { address: string; port: number }): Promise<string> {
  const where = address.includes(':') ? `[${address}]` : address;
  server.listen({ host: address, port });
  await listening(server, `${where}:${port}`);
  const bound = server.address();
  return `http://${where}:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
}
