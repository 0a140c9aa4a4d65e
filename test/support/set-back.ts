/** A Catalog that is set back, as by a failover to a standby that lagged behind: what was committed since a moment is gone. */
import type { JournalStage } from './journal-stage.ts';
import { until } from './wait.ts';

const TABLES = ['path', 'file', 'jobmedia', 'media', 'log', 'job'];
const OURS = ['journal', 'job_order', 'restart', 'ingest'];
const all = [...TABLES.map((table) => [`public.${table}`, table]), ...OURS.map((t) => [`understudy.${t}`, `u_${t}`])];

/** Returns what sets it back to this moment. Whatever holds a lock the other way round is tried again. */
export async function rememberCatalog({ sql }: JournalStage): Promise<() => Promise<void>> {
  const copies = all.map(([table, copy]) => `CREATE TABLE then.${copy} AS TABLE ${table};`).join('\n');
  await sql(`BEGIN ISOLATION LEVEL REPEATABLE READ;
    DROP SCHEMA IF EXISTS "then" CASCADE; CREATE SCHEMA "then"; ${copies.replaceAll('then.', '"then".')} COMMIT`);
  const names = all.map(([table]) => table).join(', ');
  const back = all.map(([table, copy]) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM "then".${copy};`);
  const once = () => sql(`BEGIN; LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE; ${back.join('\n')} COMMIT`);
  return async () => {
    const tried = () =>
      once().then(
        () => true,
        (error) => {
          if (!/deadlock/.test(String(error))) throw error;
          return false;
        },
      );
    await until(tried, { what: 'the Catalog to be set back' });
  };
}
