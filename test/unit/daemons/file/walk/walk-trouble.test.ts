/** Walks over what is not there, changes, hides or goes too deep. */

import { readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';
import { openHardLinks, walkFileSet } from '../../../../../src/daemons/file/walk/index.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';
import { makeSpecialTree } from '../../../../support/tree.ts';
import { below, describeItem, fileSetLines, growTree, walk, walkLines } from '../../../../support/walk.ts';

let dir: TempDir;
let special: string;
test.before(async () => {
  dir = await makeTempDir('walk');
  special = join(dir.path, 'special');
  await makeSpecialTree(special, { large: false });
});
test.after.always(() => dir?.[Symbol.asyncDispose]());

let trees = 0;
const newTree = (...paths: string[]): Promise<string> => growTree(join(dir.path, `tree-${++trees}`), paths);

test('a File that is not there is said, and the next one is saved', async (t) => {
  const root = await newTree('a');
  t.deepEqual(below(root, walkLines({ files: [`${root}/nothing`, 'relative', `${root}/a/`, `${root}/a`] })), [
    '[notsaved]      Could not stat "/nothing": ERR=No such file or directory',
    '[notsaved]      Could not stat "relative": ERR=No such file or directory',
    '[notsaved]      Could not stat "/a/": ERR=Not a directory',
    '3 /a',
  ]);
});

test('a name met a second time is not saved again as a link to itself', async (t) => {
  const root = await newTree('d/one');
  await link(join(root, 'd/one'), join(root, 'd/two'));
  const lines = below(root, walkLines({ files: [`${root}/d`, `${root}/d`] }));
  const [first, second] = lines[0] === '3 /d/one' ? ['one', 'two'] : ['two', 'one'];
  const linked = `1 /d/${second} -> /d/${first} #1`;
  t.deepEqual(lines, [`3 /d/${first}`, linked, '5 /d/', linked, '5 /d/']);
});

test('what vanishes or is swapped for a link on the way is said, and leads nowhere', async (t) => {
  const root = await newTree(
    ...Array.from({ length: 9 }, (_, i) => `file-${i}`),
    ...Array.from({ length: 9 }, (_, i) => `dir-${i}/in`),
  );
  await mkdir(join(dir.path, 'elsewhere'), { recursive: true });
  await writeFile(join(dir.path, 'elsewhere/secret'), 'x');
  using links = openHardLinks();
  const { fileSet } = parseFileSet(fileSetLines({ files: [root] }));
  const lines: string[] = [];
  for (const item of walkFileSet(fileSet, { links })) {
    if (lines.length === 0) {
      for (const name of readdirSync(root)) {
        if (item.path.startsWith(join(root, name))) continue;
        rmSync(join(root, name), { recursive: true });
        if (name.startsWith('dir')) symlinkSync(join(dir.path, 'elsewhere'), join(root, name));
      }
    }
    lines.push(describeItem(item));
  }
  t.false(lines.some((line) => line.includes('secret')));
  t.true(lines.some((line) => /Could not stat ".*file-\d": ERR=No such file or directory/.test(line)));
  t.true(lines.some((line) => /^4 .*dir-\d -> /.test(line)));
  t.is(lines.at(-1), `5 ${root}/`);
});

test('a directory that cannot be opened is said and not saved', async (t) => {
  const root = await newTree('a', 'locked/in');
  await chmod(join(root, 'locked'), 0);
  const script = `import { walkLines } from '${new URL('../../../../support/walk.ts', import.meta.url).href}';
    process.stdout.write(JSON.stringify(walkLines({ files: ['${root}'] })))`;
  const asDaemon = await run([process.execPath, '--input-type=module', '-e', script], { user: 'daemon' });
  t.deepEqual(below(root, JSON.parse(asDaemon.stdout) as string[]).sort(), [
    '3 /a',
    '5 /',
    '[notsaved]      Could not open directory "/locked": ERR=Permission denied',
  ]);
});

const leadsTo = (fd: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // closed meanwhile
  }
};

test('who stops pulling leaves nothing open', (t) => {
  const open = () => readdirSync('/proc/self/fd').filter((fd) => leadsTo(fd).startsWith(special)).length;
  using links = openHardLinks();
  const { fileSet } = parseFileSet(fileSetLines({ files: [special] }));
  for (const item of walkFileSet(fileSet, { links })) {
    if (!item.path.includes('level-5')) continue;
    t.true(open() > 5);
    break;
  }
  t.is(open(), 0);
});

test('a tree deeper than a path may be long is walked to its bottom', async (t) => {
  const root = await newTree();
  const part = 'p'.repeat(250);
  await run([
    'sh',
    '-c',
    `cd ${root}; for i in $(seq 40); do mkdir ${part} && cd -P ./${part} || exit 1; done; : > bottom`,
  ]);
  const entries = walk({ files: [root] });
  t.is(entries.length, 42);
  t.true((entries[0]?.path.length ?? 0) > 10_000);
  await run(['rm', '-rf', root]); // which Node cannot
});
