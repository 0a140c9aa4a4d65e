/** Members of a cluster that manage a PostgreSQL each, on this machine, and what tests ask of them. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Secret } from '../../src/core/index.ts';
import { accountFor } from '../../src/replication/catalog/embedded-account.ts';
import { findPrograms } from '../../src/replication/catalog/embedded-programs.ts';
import { MANAGING_PROGRAMS } from '../../src/replication/catalog/managed/managed-place.ts';
import { ManagedTls, type ManagedTlsPaths } from '../../src/replication/catalog/managed/managed-tls.ts';
import { ManagedPostgres, type Upstream } from '../../src/replication/index.ts';
import { freePort } from './free-port.ts';
import { makeTempDir } from './temp-dir.ts';

export interface ManagedMember {
  readonly instance: ManagedPostgres;
  readonly upstream: Upstream;
  readonly directory: string;
  /** One statement by the Catalog's owner; fails where it does not run. */
  ask(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export async function openMembers(
  names: readonly string[],
  certificates?: (name: string) => ManagedTlsPaths,
): Promise<AsyncDisposable & { readonly members: readonly ManagedMember[] }> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('managed'));
  await chmod(dir.path, 0o755);
  const members: ManagedMember[] = [];
  for (const name of names) {
    const directory = join(dir.path, name);
    const account = await accountFor(undefined, directory);
    const programs = await findPrograms({
      wanted: undefined,
      copies: join(directory, 'programs'),
      account,
      needed: MANAGING_PROGRAMS,
    });
    const upstream = { member: name, host: '127.0.0.1', port: await freePort() };
    const instance = stack.use(
      new ManagedPostgres({
        ...{ member: name, directory, account, programs, host: upstream.host, port: upstream.port },
        replicationPassword: new Secret("a 'quoted' : \\ password"),
        settings: { shared_buffers: '16MB', fsync: 'off' },
        ...(certificates && { tls: ManagedTls.open(certificates(name)) }),
      }),
    );
    members.push({ instance, upstream, directory, ask: (text) => askOnce(directory, upstream.port, text) });
  }
  const owned = stack.move();
  return { members, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function askOnce(
  directory: string,
  port: number,
  text: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ host: join(directory, 'socket'), port, user: 'understudy', database: 'bacula' });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
