/**
 * Before anything else: is this a Catalog that we understand? An empty database becomes one; a genuine one of version
 * 1026 is taken as it is; any other is left alone and named. Beside Bacula's tables stands the schema `understudy`
 * with our own, which is brought up to date here. Safe when two Directors start at once.
 */
import type pg from 'pg';
import { CatalogForeignError, CatalogNewerError, CatalogVersionError } from './errors.ts';
import { inTransaction, type Queryable, queryableOn } from './queryable.ts';
import { CATALOG_VERSION, createCatalogTables } from './schema-1026/create.ts';
import { MIGRATIONS } from './schema-understudy/migrations.ts';
import { type RunContext, runStatement, type Settings } from './session.ts';
import { type Statement, sql } from './sql.ts';

export interface SchemaFacts {
  readonly encoding: string;
  readonly warnings: readonly string[];
}

export async function prepareSchema(client: pg.ClientBase, settings: Settings): Promise<SchemaFacts> {
  const context: RunContext = { settings, utf8: false };
  const catalog = queryableOn((statement) => runStatement(client, statement, context));
  const { encoding } = await catalog.one(databaseEncoding());
  const warnings: string[] = [];
  const upToDate = (await isCatalog(catalog, settings.where)) && (await pendingMigrations(catalog)).length === 0;
  if (!upToDate) {
    await inTransaction(client, context, async (transaction) => {
      await transaction.query(startLock());
      // Somebody else may have been here while we waited for the lock.
      if (!(await isCatalog(transaction, settings.where))) warnings.push(...(await createCatalogTables(transaction)));
      await transaction.query(sql`CREATE SCHEMA IF NOT EXISTS understudy`);
      for (const migration of await pendingMigrations(transaction)) {
        for (const text of migration.statements) await transaction.query({ text, values: [], repeatable: false });
        await transaction.query(recordMigration(migration.version, migration.name));
      }
    });
  }
  if (encoding !== 'SQL_ASCII') warnings.push(encodingWarning(settings.where, encoding));
  return { encoding, warnings };
}

/** True for a Catalog of our version, false for an empty database; anything else is an error. */
async function isCatalog(catalog: Queryable, where: string): Promise<boolean> {
  const tables = (await catalog.query(tablesInReach())).map(({ name }) => name);
  if (!tables.includes('version')) {
    if (tables.length > 0) throw new CatalogForeignError(where, tables);
    return false;
  }
  const version = await catalog.find(catalogVersion());
  if (version?.versionId !== CATALOG_VERSION) {
    throw new CatalogVersionError(where, version?.versionId ?? 0, CATALOG_VERSION);
  }
  return true;
}

async function pendingMigrations(catalog: Queryable): Promise<typeof MIGRATIONS> {
  const { exists } = await catalog.one(migrationTableExists());
  const done = exists ? await catalog.query(migrationsDone()) : [];
  const newest = Math.max(0, ...done.map(({ version }) => version));
  const known = MIGRATIONS.at(-1)?.version ?? 0;
  if (newest > known) throw new CatalogNewerError(newest, known);
  return MIGRATIONS.filter(({ version }) => version > newest);
}

const encodingWarning = (where: string, encoding: string): string =>
  `Encoding of database ${where} is ${encoding}, wanted SQL_ASCII: ` +
  (encoding === 'UTF8'
    ? 'bytes of file names that are not UTF-8 are stored as U+FFFD'
    : 'file names that it does not permit will be refused');

/** Any number will do, as long as all Understudies use the same one. */
const START_LOCK = 4_026_102_601;

const startLock = (): Statement => sql`SELECT pg_advisory_xact_lock(${START_LOCK}::bigint)`;

const databaseEncoding = (): Statement<{ encoding: string }> => sql`
  SELECT pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()`;

const tablesInReach = (): Statement<{ name: string }> => sql`
  SELECT relname AS name FROM pg_class
   WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
   ORDER BY relname`;

const catalogVersion = (): Statement<{ versionId: number }> => sql`SELECT VersionId AS "versionId" FROM Version`;

const migrationTableExists = (): Statement<{ exists: boolean }> => sql`
  SELECT to_regclass('understudy.migration') IS NOT NULL AS exists`;

const migrationsDone = (): Statement<{ version: number }> => sql`SELECT version FROM understudy.migration`;

const recordMigration = (version: number, name: string): Statement => sql`
  INSERT INTO understudy.migration (version, name) VALUES (${version}, ${name})`;
