/** The bounded pool of sessions that statements share. A broken one is thrown away, never handed out again. */
import pg from 'pg';
import { AppError } from '../core/index.ts';
import { BytesClient } from './bytes-client.ts';
import { CatalogBusyError } from './errors.ts';
import { connectError, leavesBrokenConnection } from './failure.ts';
import { prepareSession, type Settings } from './session.ts';

const IDLE_MS = 60_000;

export interface PoolLimits {
  readonly size: number;
  /** How long a statement waits in line before it fails. */
  readonly waitLimitMs: number;
}

export interface Connections extends AsyncDisposable {
  /** Lends a session to `work`. An abort closes it, whatever is under way on it. */
  use<T>(work: (client: pg.ClientBase) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

type Lent = BytesClient & pg.PoolClient;

/** Opens no connection before one is asked for. */
export function poolOf(settings: Settings, { size, waitLimitMs }: PoolLimits): Connections {
  // The pool's own time limit is for waiting in line; the client has the one for connecting.
  class PooledClient extends BytesClient {
    constructor() {
      super(settings.client, settings.sessions);
    }
  }
  const pool = new pg.Pool({
    Client: PooledClient,
    max: size,
    connectionTimeoutMillis: waitLimitMs,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    onConnect: (client: pg.ClientBase) => prepareSession(client, settings),
  } as pg.PoolConfig);
  pool.on('error', () => {}); // an idle session broke: the pool has dropped it

  const checkOut = async (signal?: AbortSignal): Promise<Lent> => {
    settings.held.check();
    const turn = pool.connect() as Promise<Lent>;
    try {
      const client = await (signal === undefined ? turn : unlessAborted(turn, signal));
      if (!client.isClosed) return client;
      // Closed a moment ago, and the pool has not noticed: nothing was sent on it yet.
      client.release(true);
      return await checkOut(signal);
    } catch (error) {
      if (error instanceof AppError || signal?.aborted) throw error;
      if (/timeout exceeded when trying to connect/.test(String(error))) throw new CatalogBusyError(size, waitLimitMs);
      throw connectError(settings.where, error);
    }
  };

  let ended: Promise<void> | undefined;
  return {
    async use(work, signal) {
      signal?.throwIfAborted();
      return lend(await checkOut(signal), work, signal);
    },
    [Symbol.asyncDispose]: () => {
      ended ??= pool.end();
      return ended;
    },
  };
}

async function lend<T>(client: Lent, work: (client: pg.ClientBase) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const close = () => client.close();
  signal?.addEventListener('abort', close);
  // Between two statements nobody listens to the client, and an unheard error event would end the process.
  const onError = () => {};
  client.on('error', onError);
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    broken = leavesBrokenConnection(error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    client.off('error', onError);
    client.release(broken);
  }
}

/** Leaves the line when the signal aborts; a session that comes nevertheless goes back at once. */
function unlessAborted(turn: Promise<Lent>, signal: AbortSignal): Promise<Lent> {
  const { promise, resolve, reject } = Promise.withResolvers<Lent>();
  const leave = () => {
    turn.then(
      (client) => client.release(),
      () => {},
    );
    reject(signal.reason);
  };
  signal.addEventListener('abort', leave, { once: true });
  turn.then(
    (client) => {
      signal.removeEventListener('abort', leave);
      resolve(client);
    },
    (error) => {
      signal.removeEventListener('abort', leave);
      reject(error);
    },
  );
  return promise;
}
