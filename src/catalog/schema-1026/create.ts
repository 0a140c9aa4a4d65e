/** Creates the tables of a Bacula 15.0.3 Catalog (specification 06 §11) in an empty database. */
import type { Queryable } from '../queryable.ts';
import { type Statement, sql } from '../sql.ts';
import { FILE_TABLES } from './files.ts';
import { JOB_TABLES } from './jobs.ts';
import { MEDIA_TABLES } from './media.ts';
import { MAIL_SEARCH_INDEX, PLUGIN_TABLES } from './plugins.ts';
import { RESOURCE_TABLES } from './resources.ts';
import { STATUS_ROWS } from './status.ts';

export const CATALOG_VERSION = 1026;

const VERSION_TABLE = `
CREATE TABLE version (versionid integer NOT NULL);
INSERT INTO version (versionid) VALUES (${CATALOG_VERSION});`;

/** Creates everything; returns what could not be as in a genuine Catalog, in words. */
export async function createCatalogTables(transaction: Queryable): Promise<string[]> {
  const parts = [JOB_TABLES, FILE_TABLES, MEDIA_TABLES, RESOURCE_TABLES, PLUGIN_TABLES, STATUS_ROWS, VERSION_TABLE];
  await transaction.query(script(parts.join('\n')));
  const { available } = await transaction.one(trigramsAvailable());
  if (!available)
    return ['PostgreSQL lacks the extension pg_trgm (package postgresql-contrib): mail is not searchable'];
  await transaction.query(script(`CREATE EXTENSION IF NOT EXISTS pg_trgm;\n${MAIL_SEARCH_INDEX}`));
  return [];
}

const script = (text: string): Statement => ({ text, values: [], repeatable: false });

const trigramsAvailable = (): Statement<{ available: boolean }> => sql`
  SELECT count(*) > 0 AS available FROM pg_available_extensions WHERE name = 'pg_trgm'`;
