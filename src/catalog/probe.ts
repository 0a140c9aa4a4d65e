/**
 * Is there a Catalog at this place? Asked of a PostgreSQL that nobody has named to us, so it only looks: nothing is
 * created, nothing is locked, and the version that is found is judged later, by openCatalog.
 */
import type pg from 'pg';
import type { CatalogOptions } from './catalog.ts';
import { CatalogAccessDeniedError, CatalogMissingError, CatalogUnreachableError } from './errors.ts';
import { throughOutage } from './outage.ts';
import { queryableOn } from './queryable.ts';
import { openClient, runStatement, settingsOf } from './session.ts';
import { type Statement, sql } from './sql.ts';

export type CatalogProbe =
  | 'catalog'
  /** Nothing listens there. */
  | 'no-server'
  /** It does not let us in, so what it holds is not known. */
  | 'no-login'
  | 'no-database'
  /** The database exists, but is empty or somebody else's. */
  | 'no-catalog';

const PROBE_LIMIT_MS = 5_000;

/** Rejects where a PostgreSQL is there and gives no answer in time: it may just be starting. */
export async function probeCatalog(options: CatalogOptions): Promise<CatalogProbe> {
  const settings = settingsOf({ connectTimeoutMs: PROBE_LIMIT_MS, statementTimeoutMs: PROBE_LIMIT_MS, ...options });
  const { signal, outageLimitMs: limitMs = PROBE_LIMIT_MS } = options;
  try {
    // Retried here while it starts or has no slot free; not where nothing listens at all.
    return await throughOutage(() => look(settings), { limitMs, signal, repeatable: true });
  } catch (error) {
    if (error instanceof CatalogMissingError) return 'no-database';
    if (error instanceof CatalogAccessDeniedError) return 'no-login';
    throw error;
  }
}

async function look(settings: ReturnType<typeof settingsOf>): Promise<CatalogProbe> {
  let client: pg.Client;
  try {
    client = await openClient(settings);
  } catch (error) {
    const code = error instanceof CatalogUnreachableError ? (error.cause as { code?: string }).code : undefined;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'no-server';
    if (code === 'EACCES') return 'no-login';
    throw error;
  }
  try {
    const run = <Row>(statement: Statement<Row>) => runStatement(client, statement, { settings, utf8: false });
    const { tables } = await queryableOn(run).one(tablesOfBacula());
    return tables === TABLES ? 'catalog' : 'no-catalog';
  } finally {
    await client.end().catch(() => {});
  }
}

/** Many programs have a table `version`; only Bacula has the others beside it. */
const TABLES = 3;
const tablesOfBacula = (): Statement<{ tables: number }> => sql`
  SELECT count(*)::int AS tables FROM pg_class
   WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
     AND relname IN ('version', 'job', 'jobmedia')`;
