/** The example of the user guide is what people copy: it must be usable as it stands. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { parseDirectorConfig } from '../../src/config/index.ts';

test('the bacula-dir.conf of the user guide is whole, and has what its commands name', async (t) => {
  const guide = await readFile(new URL('../../docs/user-guide.md', import.meta.url), 'utf8');
  const example = /```bacula\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const { config, problems, warnings } = parseDirectorConfig(Buffer.from(example).toString('latin1'));
  t.deepEqual([...problems, ...warnings], []);
  t.deepEqual([...(config?.jobs.keys() ?? [])], ['BackupClient1', 'RestoreFiles']);
  t.true(config?.clients.has('client1-fd'));
});
