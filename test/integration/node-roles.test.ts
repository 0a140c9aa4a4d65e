/** Whom a managed PostgreSQL lets in, and what is theirs: also one that belonged to a single Director before. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import pg from 'pg';
import { openCatalog } from '../../src/catalog/index.ts';
import { Secret } from '../../src/core/index.ts';
import { openManagedPostgres, startEmbeddedPostgres } from '../../src/replication/index.ts';
import { freePort } from '../support/free-port.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const never = new AbortController().signal;

test('a single Director’s own Catalog becomes a cluster’s: its Directors own it, with the password of today', async (t) => {
  await using dir = await makeTempDir('roles');
  await chmod(dir.path, 0o755);
  const [directory, port] = [join(dir.path, 'catalog'), await freePort()];
  {
    await using single = await startEmbeddedPostgres({ directory, settings: { fsync: 'off' } });
    const { host, port: own, database, user } = single;
    await using catalog = await openCatalog({ host, port: own, database, user });
    t.is(catalog.encoding, 'SQL_ASCII');
  }
  const place = { member: 'n1', directory, host: '127.0.0.1', port, replicationPassword: new Secret('r') };
  const login = { user: 'bacula', database: 'bacula' };
  const connection = { host: '127.0.0.1', port, ...login };
  for (const password of ['first "one"', "second 'one'"]) {
    const secret = new Secret(password);
    await using instance = await openManagedPostgres({
      ...place,
      login: { ...login, password: secret },
      settings: { fsync: 'off' },
    });
    await instance.restart(never);
    await using catalog = await openCatalog({ ...connection, password: secret });
    t.deepEqual(catalog.warnings, []);
    const client = new pg.Client({ ...connection, password });
    await client.connect();
    const { rows } = await client.query(`
      SELECT count(*)::integer AS foreign FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE nspname IN ('public', 'understudy') AND relowner <> 'bacula'::regrole`);
    t.deepEqual(rows, [{ foreign: 0 }]);
    await client.query('ALTER TABLE job ADD COLUMN IF NOT EXISTS mine int');
    await client.end();
    const stranger = new pg.Client({ ...connection, password: 'third' });
    stranger.on('error', () => {});
    await t.throwsAsync(stranger.connect(), { message: /password authentication failed/ });
  }
});
