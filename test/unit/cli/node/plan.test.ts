import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { NodeConfigurationError } from '../../../../src/cli/node/errors.ts';
import { planNode } from '../../../../src/cli/node/plan.ts';
import type { DirectorConfig } from '../../../../src/config/index.ts';
import { understudyDialect } from '../../../../src/config/languages/understudy.ts';
import { parseText } from '../../../../src/config/load.ts';
import { Secret } from '../../../../src/core/index.ts';
import { makeTempDir } from '../../../support/temp-dir.ts';

/** Of the Director's file a plan asks no more than this. */
function configuration(folder: string, { user, password }: { user: string; password: string }, etcd = '') {
  const catalog = { name: 'MyCatalog', user, password: new Secret(password), dbName: 'bacula' };
  const director = { workingDirectory: folder };
  const shared = { director, catalogs: new Map([['MyCatalog', catalog]]) } as unknown as DirectorConfig;
  const own = parseText(
    understudyDialect,
    `Cluster { Name = site-a }
     Node { Name = n1; Address = 10.0.0.1; Replication Password File = ${folder}/replication }
     Etcd { Endpoint = "http://10.0.0.1:2379"\n Prefix = "/backup"; ${etcd} }\n`,
    'understudy.conf',
  ).config;
  if (own === undefined) throw new Error('the example has mistakes');
  return { shared, node: own, warnings: [] };
}

test('a node is planned from its two files, and the passwords come from files of their own', async (t) => {
  await using dir = await makeTempDir('plan');
  await writeFile(join(dir.path, 'replication'), 'follow me\nand not this\n', { mode: 0o600 });
  const plan = await planNode(configuration(dir.path, { user: 'bacula', password: 'in' }));
  t.is(plan.postgres?.replicationPassword.reveal(), 'follow me');
  t.like(plan.postgres, { directory: join(dir.path, 'catalog'), listen: '10.0.0.1', port: 5433 });
  t.like(plan.login, { user: 'bacula', database: 'bacula' });
  t.deepEqual(plan.etcd, { endpoints: ['http://10.0.0.1:2379'], prefix: '/backup/site-a/' });
});

test('whatever keeps a node from starting is told at once', async (t) => {
  await using dir = await makeTempDir('plan');
  await writeFile(join(dir.path, 'replication'), 'follow me\n');
  await chmod(join(dir.path, 'replication'), 0o644);
  const login = { user: 'understudy', password: 'in' };
  const asked = planNode(configuration(dir.path, login, `User = u; Password File = ${dir.path}/etcd`));
  const error = await t.throwsAsync(asked, { instanceOf: NodeConfigurationError });
  t.regex(error.message, /replication is open to everybody/);
  t.regex(error.message, /cannot read .*\/etcd \(ENOENT\)/);
  t.regex(error.message, /has DB User = understudy/);
  t.regex(error.hint, /chmod 600 .*replication/);
});

test('Directors of a cluster need a password', async (t) => {
  await using dir = await makeTempDir('plan');
  await writeFile(join(dir.path, 'replication'), '\n', { mode: 0o600 });
  const asked = planNode(configuration(dir.path, { user: 'bacula', password: '' }));
  const error = await t.throwsAsync(asked, { instanceOf: NodeConfigurationError });
  t.regex(error.message, /first line of .*replication is empty/);
  t.regex(error.message, /has no DB Password/);
});
