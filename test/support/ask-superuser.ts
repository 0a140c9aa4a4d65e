/** One statement in a node's Catalog, as its superuser: on the Unix socket, whatever its network is like. */
import { join } from 'node:path';
import pg from 'pg';

/** `directory`: of the node. */
export async function askSuperuser<Row extends object>(
  directory: string,
  port: number,
  text: string,
): Promise<readonly Row[]> {
  const client = new pg.Client({
    ...{ host: join(directory, 'catalog/socket'), port, user: 'understudy', database: 'bacula' },
    ...{ connectionTimeoutMillis: 5_000, query_timeout: 60_000 },
    // Its name is that of a schema, whose tables would hide Bacula's.
    options: '-c search_path=public',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
