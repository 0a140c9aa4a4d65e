/** The Catalog as the house sees it: statements go in, rows come out, bounded, and repeated where that is safe. */
import type pg from 'pg';
import type { PostgresTls, Secret } from '../core/index.ts';
import { confirmed } from './confirm.ts';
import { type Connections, poolOf } from './connections.ts';
import type { HeldEpochOptions } from './epoch/held-epoch.ts';
import { CatalogConnectionLostError } from './errors.ts';
import { throughOutage } from './outage.ts';
import { inTransaction, type Queryable, queryableOn } from './queryable.ts';
import { prepareSchema } from './schema.ts';
import { type RunContext, runStatement, type Settings, settingsOf } from './session.ts';
import type { Statement } from './sql.ts';
import { streamRows } from './stream.ts';

export interface TransactionOptions {
  /** Running the whole transaction again does no harm outside the database: a lost connection starts it anew. */
  readonly repeatable?: boolean;
}

export interface Catalog extends Queryable, AsyncDisposable {
  /** Encoding of the database: SQL_ASCII as it should be, or another one (then `warnings` says what that means). */
  readonly encoding: string;
  readonly warnings: readonly string[];
  /** All of `work` or nothing. It gets one connection; anything thrown rolls back. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The rows of a big SELECT, in groups, with memory that does not grow with their number. */
  stream<Row>(statement: Statement<Row>, options?: { signal?: AbortSignal }): AsyncIterable<readonly Row[]>;
  /**
   * The Catalog is elsewhere now: all connections are closed at once, and the next ones ask `place` again. What was under way
   * counts as lost: it is repeated where that is safe.
   */
  moved(): void;
  /** The same Catalog for somebody who waits for an answer: it gives up after so short an outage. Not to be disposed. */
  within(outageLimitMs: number): Catalog;
  /** For this room only: what the ingest and the streams need beside statements. */
  readonly access: CatalogAccess;
}

export interface CatalogAccess extends RunContext {
  readonly outageLimitMs: number;
  /** Connections for File rows, so that statements do not stand in line behind them. */
  readonly bulk: Connections;
}

/** `epoch`: no connection is used before the Catalog has it, and none after it has a higher one (docs/decisions/0083). */
export interface CatalogOptions extends HeldEpochOptions {
  /** A host name or address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port?: number;
  /** Instead of these, asked anew for each connection: where the Catalog is now. */
  readonly place?: () => { readonly host: string; readonly port: number };
  /** Whom to tell how it is said that the Catalog is elsewhere, from the beginning on: as `moved` of the Catalog, which is not open yet. */
  readonly onMoved?: (moved: () => void) => void;
  readonly database: string;
  readonly user: string;
  readonly password?: Secret;
  /** Asked anew for each connection; left out: in the clear. */
  readonly tls?: () => PostgresTls;
  /** Connections for statements at most. */
  readonly poolSize?: number;
  /** Connections for File rows at most, shared by all Jobs. A stream of rows has one of its own. */
  readonly bulkPoolSize?: number;
  readonly applicationName?: string;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** How long a lost or refused connection is tried again before a statement fails. */
  readonly outageLimitMs?: number;
  readonly signal?: AbortSignal;
}

const OUTAGE_LIMIT_MS = 60_000;
const STATEMENTS = { size: 10, waitLimitMs: 60_000 };
/** More at once would not be faster: they all write the same index. A Job in line holds its Storage Daemon back. */
const BULK = { size: 6, waitLimitMs: 600_000 };
/** At the start somebody waits for an answer; PostgreSQL may just be starting too. */
const START_LIMIT_MS = 10_000;

/** Connects, checks version and encoding, creates the schema in an empty database, and brings our own up to date. */
export async function openCatalog(options: CatalogOptions): Promise<Catalog> {
  const settings: Settings = Object.assign(settingsOf(options), {
    prepare: (client: pg.ClientBase) => prepareSchema(client, settings),
  });
  const { signal, outageLimitMs = OUTAGE_LIMIT_MS } = options;
  const connections = poolOf(settings, { ...STATEMENTS, size: options.poolSize ?? STATEMENTS.size });
  const bulk = poolOf(settings, { ...BULK, size: options.bulkPoolSize ?? BULK.size });
  options.onMoved?.(() => closeAll(settings));
  try {
    const limitMs = Math.min(START_LIMIT_MS, outageLimitMs);
    const prepare = () => connections.use((client) => prepareSchema(client, settings));
    const { encoding, warnings } = await throughOutage(prepare, { limitMs, signal, repeatable: true });
    const access = { settings, utf8: encoding === 'UTF8', outageLimitMs, bulk };
    return catalogOn(connections, access, { encoding, warnings }, signal);
  } catch (error) {
    await connections[Symbol.asyncDispose]();
    throw error;
  }
}

function catalogOn(
  connections: Connections,
  access: CatalogAccess,
  facts: Pick<Catalog, 'encoding' | 'warnings'>,
  signal?: AbortSignal,
): Catalog {
  const limits = { limitMs: access.outageLimitMs, signal };
  const whyLost = tellFenced(connections, access.settings);
  const run = <Row>(statement: Statement<Row>) => {
    const attempt = confirmed((client) => runStatement(client, statement, access), access);
    const { repeatable } = statement;
    return throughOutage(() => connections.use(attempt), { ...limits, repeatable }).catch(whyLost);
  };
  return {
    ...facts,
    access,
    ...queryableOn(run),
    transaction: (work, { repeatable = false } = {}) => {
      // Before `work` has begun nothing can be lost, so that far a transaction may always be tried again.
      let begun = false;
      const attempt = confirmed(
        (client) =>
          inTransaction(client, access, (transaction) => {
            begun = true;
            return work(transaction);
          }),
        access,
      );
      return throughOutage(() => connections.use(attempt), {
        ...limits,
        repeatable,
        final: () => begun && !repeatable,
      }).catch(whyLost);
    },
    moved: () => closeAll(access.settings),
    within: (limitMs) => {
      const outageLimitMs = Math.min(limitMs, access.outageLimitMs);
      return {
        ...catalogOn(connections, { ...access, outageLimitMs }, facts, signal),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    stream: (statement, streamOptions) => streamRows(access, statement, streamOptions?.signal ?? signal),
    [Symbol.asyncDispose]: async () => {
      await access.bulk[Symbol.asyncDispose]();
      await connections[Symbol.asyncDispose]();
    },
  };
}

function closeAll({ sessions }: Settings): void {
  for (const session of [...sessions]) session.close();
}

/** A connection that was lost may have been ended by the Director that took over: then that is what has happened. */
const tellFenced =
  (connections: Connections, { held }: Settings) =>
  async (error: unknown): Promise<never> => {
    if (held.epoch > 0n && error instanceof CatalogConnectionLostError) {
      await connections.use(async () => undefined).catch(() => undefined);
      held.check();
    }
    throw error;
  };
