/** What a postmaster leaves behind ends also where it stands still; nobody else does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { endOrphans } from '../../../../src/replication/catalog/embedded-orphans.ts';
import { standStill } from '../../../support/stand-still.ts';
import { makeTempDir } from '../../../support/temp-dir.ts';

function work(program: string, cwd: string): ChildProcess {
  return spawn(program, ['600'], { cwd, stdio: 'ignore', argv0: 'postgres: a client' });
}

test('processes of PostgreSQL that stand still in its data are killed, and neither a shell there nor another PostgreSQL', async (t) => {
  await using dir = await makeTempDir('orphans');
  const base = await realpath(dir.path);
  const [data, other, program] = [join(base, 'data'), join(base, 'other'), join(base, 'postgres')];
  await Promise.all([mkdir(data), mkdir(other), copyFile('/usr/bin/sleep', program)]);
  const children = [work(program, data), work(program, data), work('/usr/bin/sleep', data), work(program, other)];
  const ends = children.map((child) => once(child, 'exit'));
  await Promise.all(children.map((child) => once(child, 'spawn')));
  for (const { pid } of children.slice(0, 2)) await standStill(pid as number);
  await endOrphans(data);
  t.deepEqual(await ends[0], [null, 'SIGKILL']);
  t.deepEqual(await ends[1], [null, 'SIGKILL']);
  await endOrphans(data);
  t.deepEqual(
    children.slice(2).map(({ exitCode, signalCode }) => exitCode ?? signalCode),
    [null, null],
  );
  for (const child of children.slice(2)) child.kill('SIGKILL');
  await Promise.all(ends);
});
