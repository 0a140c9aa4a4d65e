/** The two ways into the table File that are compared: our ingest, and a plain COPY of the finished rows by psql. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openAttributeIngest, openCatalog } from '../../src/catalog/index.ts';
import type { Database, Postgres } from '../../test/support/postgres.ts';
import { readRecords } from './records.ts';

const COLUMNS = 'FileIndex, JobId, PathId, Filename, DeltaSeq, LStat, MD5';

export const open = (database: Database) =>
  openCatalog({
    host: database.socketDirectory,
    port: database.port,
    database: database.database,
    user: database.user,
  });

/** Seconds for all rows of one Job through our ingest: read from bytes, paths resolved, committed. */
export async function oursSec(database: Database, jobId: number, reels: Iterable<Buffer>): Promise<number> {
  await using catalog = await open(database);
  const startMs = performance.now();
  const ingest = await openAttributeIngest(catalog, { jobId });
  for (const record of readRecords(reels)) {
    const full = ingest.add(record);
    if (full !== undefined) await full;
  }
  await ingest.finish();
  return (performance.now() - startMs) / 1000;
}

export type Format = 'text' | 'binary';
const fileOf = (postgres: Postgres, format: Format): string => join(postgres.directory, `rows.${format}`);

/** Writes the rows of JobId 1 to files, for the floor to read. */
export async function exportRows(postgres: Postgres, database: Database): Promise<number> {
  for (const format of ['text', 'binary'] as const) {
    const target = `TO '${fileOf(postgres, format)}' WITH (FORMAT ${format})`;
    await postgres.psql(
      database.database,
      `COPY (SELECT ${COLUMNS} FROM File WHERE JobId = 1 ORDER BY FileIndex) ${target}`,
    );
  }
  return (await stat(fileOf(postgres, 'text'))).size;
}

/** Seconds for the same rows, PathIds and all, by psql's \copy: one statement, one transaction. */
export async function floorSec(postgres: Postgres, database: Database, format: Format): Promise<number> {
  const source = `FROM '${fileOf(postgres, format)}' WITH (FORMAT ${format})`;
  const startMs = performance.now();
  await postgres.psql(database.database, `\\copy File (${COLUMNS}) ${source}`);
  return (performance.now() - startMs) / 1000;
}
