/** The bounded pool of sessions that statements share. A broken one is thrown away, never handed out again. */
import pg from 'pg';
import { AppError } from '../core/index.ts';
import { BytesClient } from './bytes-client.ts';
import { CatalogBusyError } from './errors.ts';
import { connectError, endsConnection } from './failure.ts';
import { prepareSession, type Settings } from './session.ts';

const POOL_SIZE = 10;
const WAIT_LIMIT_MS = 60_000;
const IDLE_MS = 60_000;

export interface Connections extends AsyncDisposable {
  /** Lends a session to `work`. */
  use<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
}

export function poolOf(settings: Settings, size = POOL_SIZE): Connections {
  // The pool's own time limit is for waiting in line; the client has the one for connecting.
  class PooledClient extends BytesClient {
    constructor() {
      super(settings.client);
    }
  }
  const pool = new pg.Pool({
    Client: PooledClient,
    max: size,
    connectionTimeoutMillis: WAIT_LIMIT_MS,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    onConnect: (client: pg.ClientBase) => prepareSession(client, settings.statementTimeoutMs),
  } as pg.PoolConfig);
  pool.on('error', () => {}); // an idle session broke: the pool has dropped it

  const checkOut = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (/timeout exceeded when trying to connect/.test(String(error)))
        throw new CatalogBusyError(size, WAIT_LIMIT_MS);
      throw connectError(settings.where, error);
    }
  };

  let ended: Promise<void> | undefined;
  return {
    async use(work) {
      const client = await checkOut();
      // Between two statements nobody listens to the client, and an unheard error event would end the process.
      const onError = () => {};
      client.on('error', onError);
      let broken = false;
      try {
        return await work(client);
      } catch (error) {
        broken = error instanceof AppError ? error.cause !== undefined && endsConnection(error.cause) : true;
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    },
    [Symbol.asyncDispose]: () => {
      ended ??= pool.end();
      return ended;
    },
  };
}
