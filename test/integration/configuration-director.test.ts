/** A real Director reads the release that its node has switched to, not the files in their places. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { quoted } from '../support/bacula-config.ts';
import { startEtcd } from '../support/etcd.ts';
import type { FileDaemon, StorageDaemon } from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy } from '../support/understudy.ts';

/** Nobody calls them here. */
const ABSENT = {
  name: 'absent',
  port: 1,
  password: 'x',
  tls: 'psk',
  deviceName: 'd',
  devices: ['d'],
  mediaType: 'File',
};

test('an applied configuration is what the Director runs with, whatever becomes of the files', async (t) => {
  await using postgres = await startPostgres();
  await using etcd = await startEtcd();
  await using dir = await makeTempDir('releases');
  const replication = `Replication { Directory = ${quoted(join(dir.path, 'releases'))} }`;
  await using director = await startUnderstudy({
    catalog: await postgres.createDatabase(),
    fileDaemons: [ABSENT as unknown as FileDaemon],
    storageDaemons: [{ ...ABSENT, name: 'absent-sd' } as unknown as StorageDaemon],
    fileSets: [{ files: ['/nowhere'] }],
    nodeConfig: replication,
  });
  // The operator's view of the same node; the Director itself needs no cluster here.
  const nodeFile = join(dir.path, 'understudy.conf');
  await writeFile(
    nodeFile,
    `Api { Socket = ${quoted(director.socket)} }\n${replication}
    Cluster { Name = test }\nNode { Name = here; Address = 127.0.0.1; Catalog = no }
    Etcd {\n Endpoint = ${quoted(etcd.endpoints[0] as string)}\n}\n`,
  );
  const config = (...args: string[]) =>
    director.cli(['config', ...args, '-c', director.configFile, '-n', nodeFile], { mayFail: true });
  const knows = (job: string) =>
    director.post('/jobs', { job, when: '2099-01-01T00:00:00Z' }).then(
      () => true,
      (error: { body?: { code?: string } }) =>
        error.body?.code === 'DIRECTOR_UNKNOWN_RESOURCE' ? false : Promise.reject(error),
    );
  const addJob = (name: string) =>
    appendFile(
      director.configFile,
      `Job { Name = ${name}; Type = Backup; Client = absent; FileSet = Tree; Storage = absent-sd; Pool = Default; Messages = Standard }\n`,
    );

  await addJob('Added');
  t.false(await knows('Added'));
  const applied = await config('apply', '--why', 'a new Job');
  t.is(
    applied.stdout.replace(/[0-9a-f]{12}/, 'X'),
    'Committed X as number 1.\n  here: switched; its Director reloaded\n',
    applied.stderr,
  );
  t.true(await knows('Added'));

  // What is edited counts when it is applied; a mistake keeps it from that.
  await addJob('Later');
  t.is((await director.cli(['reload'])).status, 0);
  t.false(await knows('Later'));
  t.is((await config('status')).status, 1);
  await appendFile(director.configFile, 'Job { Name = Broken; Pasword = "hush" }\n');
  const refused = await config('apply');
  t.is(refused.status, 1);
  t.regex(refused.stderr, /has no directive `Pasword`[\s\S]*\[CONFIG_WORKING_COPY\]/);
  t.notRegex(refused.stderr, /hush/);
  await director.stop();
  await director.start();
  t.true(await knows('Added'));
  t.false(await knows('Later'));

  // The committed files come back when that is asked for, and what was there stays beside them.
  t.is((await config('apply', '--committed', '--overwrite', 'here')).status, 0);
  t.is((await config('status')).status, 0);
  t.regex(await readFile(`${director.configFile}.drifted`, 'utf8'), /Broken/);
  t.is((await config('apply', '--without', 'nobody')).status, 2);
  t.is((await config('rollback')).status, 4);
  t.is((await config('diff', '77')).status, 4);
  t.is((await config('peel')).status, 2);
});
