/** The examples of the user guide are what people copy: they must be usable as they stand. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { parseDirectorConfig } from '../../src/config/index.ts';
import { understudyDialect } from '../../src/config/languages/understudy.ts';
import { parseText } from '../../src/config/load.ts';

test('the bacula-dir.conf of the user guide is whole, and has what its commands name', async (t) => {
  const guide = await readFile(new URL('../../docs/user-guide.md', import.meta.url), 'utf8');
  const example = /```bacula\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const { config, problems, warnings } = parseDirectorConfig(Buffer.from(example).toString('latin1'));
  t.deepEqual([...problems, ...warnings], []);
  t.deepEqual([...(config?.jobs.keys() ?? [])], ['BackupClient1', 'RestoreFiles']);
  t.true(config?.clients.has('client1-fd'));
});

test('the understudy.conf of three nodes is whole', async (t) => {
  const guide = await readFile(new URL('../../docs/user-guide.md', import.meta.url), 'utf8');
  const example = /```understudy\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const { config, problems, warnings } = parseText(understudyDialect, example, 'understudy.conf');
  t.deepEqual([...problems, ...warnings], []);
  t.is(config?.node?.name, 'n1');
  t.is(config?.etcd?.endpoints.length, 3);
});
