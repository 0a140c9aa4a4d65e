/** A Volume that is immutable withstands root, where the file system and the rights of the process allow it to be one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { protectionOf, protectVolume, unprotectVolume } from '../../src/daemons/storage/device/index.ts';
import { makeTempDir } from '../support/temp-dir.ts';

test('an immutable Volume cannot be written, removed or freed before its day, and can be freed then', async (t) => {
  await using dir = await makeTempDir('immutable');
  const file = join(dir.path, 'Vol-1');
  await writeFile(file, 'kept', { mode: 0o640 });
  const until = new Date(Date.now() + 60_000);
  const done = await protectVolume(dir.path, 'Vol-1', { immutable: true, until });
  const free = () => unprotectVolume(dir.path, 'Vol-1', { now: new Date(until.getTime() + 1000), lift: true });
  t.teardown(() => free().catch(() => undefined));
  if (done !== 'immutable') {
    t.regex(done, /^read-only, (not permitted|unsupported)$/);
    t.is((await protectionOf(dir.path, 'Vol-1'))?.immutable, false);
    return;
  }
  await t.throwsAsync(writeFile(file, 'changed'), { code: 'EPERM' });
  t.is((await protectionOf(dir.path, 'Vol-1'))?.immutable, true);
  t.true(Math.abs(((await protectionOf(dir.path, 'Vol-1'))?.until.getTime() ?? 0) - until.getTime()) < 2);
  await t.throwsAsync(unprotectVolume(dir.path, 'Vol-1', { now: new Date(), lift: true }), {
    code: 'DEVICE_VOLUME_PROTECTED',
  });
  await free();
  t.is(await protectionOf(dir.path, 'Vol-1'), undefined);
  await writeFile(file, 'changed');
});
