/** The configuration that Debian ships for 9.6.7 and 15.0.3 loads unchanged, as its postinst writes it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  checkConfiguration,
  loadClientConfig,
  loadConsoleConfig,
  loadDirectorConfig,
  loadStorageConfig,
} from '../../src/config/index.ts';
import { GENUINE_VERSIONS, type GenuineVersion, genuineRoot } from '../support/genuine-programs.ts';
import { makeTempDir } from '../support/temp-dir.ts';

/** What the packages' postinst scripts put in place of the placeholders. */
async function installed(version: GenuineVersion, name: string, folder: string): Promise<string> {
  const template = join(genuineRoot(version), 'usr/share/bacula-common/defconfig', name);
  const text = (await readFile(template, 'utf8'))
    .replaceAll('@debian_basename@', 'backup')
    .replaceAll(/XXX_[A-Z]*PASSWORD_XXX/g, 'q-W_e3')
    .replaceAll(/XXX_DB(NAME|USER)_XXX/g, 'bacula');
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

for (const version of GENUINE_VERSIONS) {
  test(`Debian's configuration of ${version} loads unchanged`, async (t) => {
    await using temp = await makeTempDir('config');
    const folder = temp.path;
    const file = (name: string) => installed(version, name, folder);

    const director = await loadDirectorConfig(await file('bacula-dir.conf'));
    t.deepEqual(director.problems, []);
    t.is(director.config?.director.name, 'backup-dir');
    const job = director.config?.jobs.get('BackupClient1');
    t.like(job, { type: 'B', level: 'I', priority: 10 });
    t.is(job?.client.name, 'backup-fd');
    t.is(job?.schedule?.runs.length, 3);
    t.is(director.config?.jobs.get('BackupCatalog')?.runScripts.length, 2);

    const storage = await loadStorageConfig(await file('bacula-sd.conf'));
    t.deepEqual(storage.problems, []);
    t.true((storage.config?.devices.size ?? 0) >= 2);
    t.is(storage.config?.storage.addresses[0]?.port, 9103);

    const client = await loadClientConfig(await file('bacula-fd.conf'));
    t.deepEqual(client.problems, []);
    t.true(client.config?.directors.get('backup-mon')?.monitor);

    const console_ = await loadConsoleConfig(await file('bconsole.conf'));
    t.deepEqual(console_.problems, []);
    t.is(console_.config?.directors.get('backup-dir')?.dirPort, 9101);
  });

  test(`understudy check tells the files of ${version} apart, and shows no password`, async (t) => {
    await using temp = await makeTempDir('config');
    const folder = temp.path;
    const kinds = {
      'bacula-dir.conf': 'director',
      'bacula-sd.conf': 'storage',
      'bacula-fd.conf': 'client',
      'bconsole.conf': 'console',
    };
    for (const [name, kind] of Object.entries(kinds)) {
      const verdict = await checkConfiguration(await installed(version, name, folder), { show: true });
      t.like(verdict, { kind, exitCode: 0 });
      t.notRegex(verdict.text + JSON.stringify(verdict.json), /q-W_e3/);
    }
  });
}
