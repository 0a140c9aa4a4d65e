/** Files that a restore makes: the same whether the C library is asked or Node. */
import { lstatSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { madeFiles, NativeMissingError, SystemFault } from '../../../../../src/daemons/file/native/index.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const WAYS = { 'the C library': madeFiles(), Node: madeFiles(new NativeMissingError('a test does without')) };

async function folder(t: ExecutionContext): Promise<{ path: string; fd: number }> {
  const dir = await makeTempDir('made');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const path = join(dir.path, 'folder');
  mkdirSync(path);
  return { path, fd: openSync(path, 'r') };
}

for (const [way, files] of Object.entries(WAYS)) {
  test(`${way}: a file is made in an open folder, written out of order, and gets its mode and its times`, async (t) => {
    const { path, fd } = await folder(t);
    const file = files.makeFile(fd, 'a\xffb', 0o600);
    if (file instanceof SystemFault) throw new Error(file.message);
    t.is(files.writeMade(file, Buffer.from('behind'), 4), undefined);
    t.is(files.writeMade(file, Buffer.from('fore'), 0), undefined);
    t.is(files.writeMade(file, Buffer.alloc(0), 3), undefined);
    t.is(files.setMadeMode(file, 0o4751), undefined);
    t.is(files.setMadeTimes(file, { atimeSec: -7, mtimeSec: 6_000_000_000 }), undefined);
    t.is(files.closeMade(file), undefined);
    const [name] = readdirSync(path, { encoding: 'buffer' });
    t.deepEqual(name, Buffer.from('a\xffb', 'latin1'));
    const made = Buffer.concat([Buffer.from(`${path}/`), name as Buffer]);
    const { mode, mtimeMs, atimeMs } = lstatSync(made);
    t.is(readFileSync(made, 'latin1'), 'forebehind');
    t.is(mode & 0o7777, 0o4751);
    t.is(mtimeMs, 6_000_000_000_000);
    t.is(atimeMs, -7000);
  });

  test(`${way}: nothing that is there is opened, no link is followed, and faults have their names`, async (t) => {
    const { path, fd } = await folder(t);
    writeFileSync(join(path, 'there'), 'precious');
    symlinkSync('nowhere', join(path, 'link'));
    const codeOf = (made: number | SystemFault | undefined) => (made instanceof SystemFault ? made.code : made);
    t.is(codeOf(files.makeFile(fd, 'there', 0o600)), 'EEXIST');
    t.is(codeOf(files.makeFile(fd, 'link', 0o600)), 'EEXIST');
    t.is(codeOf(files.makeFile(fd, 'no/folder', 0o600)), 'ENOENT');
    t.true(files.makeFile(fd, 'a\0b', 0o600) instanceof SystemFault);
    t.is(codeOf(files.writeMade(openSync(join(path, 'there'), 'r'), Buffer.from('x'), 0)), 'EBADF');
    t.is(readFileSync(join(path, 'there'), 'utf8'), 'precious');
    t.deepEqual(readdirSync(path).toSorted(), ['link', 'there']);
  });
}
