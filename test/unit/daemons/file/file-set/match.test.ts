/** Which Options block a path gets, and which paths get none (specification 07 §3.3). */
import test from 'ava';
import { blockOfTop, openSelector, parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';

type Block = readonly [letters: string, ...items: string[]];

function select(blocks: readonly Block[], excludes: readonly string[] = []) {
  const { fileSet } = parseFileSet([
    'I\n',
    ...blocks.flatMap(([letters, ...items]) => [`O ${letters}\n`, ...items.map((item) => `${item}\n`), 'N\n']),
    'F /srv', 'N\n', 'N\n', 'E\n', ...excludes.map((path) => `F ${path}`), 'N\n', 'N\n',
  ]); // biome-ignore format: as on the wire
  const [include] = fileSet.includes;
  if (include === undefined) throw new Error('no Include');
  const selector = openSelector(include, fileSet.excludes);
  /** The number of the block, counted from 1; 0: left out. */
  const of = (path: string, isDirectory: boolean): number =>
    include.options.indexOf(selector(path, isDirectory) ?? (undefined as never)) + 1;
  return { file: (path: string) => of(path, false), directory: (path: string) => of(path, true), include };
}

test('the first block of which a pattern fits decides, and its flags alone hold', (t) => {
  const { file } = select([
    ['Z6', 'W *.log'],
    ['M', 'W *.log', 'W *.txt'],
    ['S2', 'W *'],
  ]);
  t.is(file('/srv/a.log'), 1);
  t.is(file('/srv/a.txt'), 2);
  t.is(file('/srv/a'), 3);
});

test('where nothing fits, the last block holds, also one that excludes', (t) => {
  const { file, directory } = select([['Z6'], ['M', 'W *.txt'], ['e', 'WF *.o']]);
  t.is(file('/srv/a'), 3);
  t.is(directory('/srv/d.o'), 3);
  t.is(file('/srv/a.o'), 0);
  t.is(file('/srv/a.txt'), 2);
});

test('each kind of pattern is for its kind of file', (t) => {
  const { file, directory } = select([
    ['e', 'WD */wd*', 'WF */wf*', 'WB */wb*', 'RD /rd[^/]*$', 'RF /rf[^/]*$', 'W */w*', 'R /r$'],
    ['M'],
  ]);
  for (const name of ['wf', 'wb', 'rf', 'w', 'r']) t.is(file(`/srv/${name}`), 0, name);
  for (const name of ['wd', 'rd', 'w', 'r']) t.is(directory(`/srv/${name}`), 0, name);
  t.is(file('/srv/rd'), 2);
  t.is(directory('/srv/rf'), 2);
});

test('an excluding block without patterns leaves out whatever reaches it', (t) => {
  const { file, directory } = select([['M', 'W */keep*'], ['e'], ['Z6', 'W *.txt']]);
  t.is(file('/srv/keep'), 1);
  t.is(file('/srv/a.txt'), 0);
  t.is(directory('/srv/d'), 0);
});

test('case counts unless a block says otherwise, and for that block only', (t) => {
  const { file } = select([['ei', 'WF *.TMP'], ['e', 'WF *.BAK'], ['M']]);
  t.is(file('/srv/a.tmp'), 0);
  t.is(file('/srv/a.bak'), 3);
  t.is(file('/srv/a.BAK'), 0);
});

test('Exclude blocks go by the whole path, wildcards or not, and case always counts', (t) => {
  const { file, directory } = select([['Mi']], ['/srv/d', '*.o', 'x', '/srv/e/', '*/f']);
  t.is(directory('/srv/d'), 0);
  t.is(file('/srv/d/below'), 1, 'it is the walk that does not go there');
  t.is(file('/srv/a.o'), 0);
  t.is(file('/srv/a.O'), 1);
  t.is(file('/srv/x'), 1);
  t.is(directory('/srv/e'), 1);
  t.is(directory('/srv/e/f'), 0);
});

test('without any Options everything is taken, with plain flags', (t) => {
  const { fileSet } = parseFileSet(['I\n', 'F /srv', 'N\n', 'N\n']);
  const selector = openSelector(fileSet.includes[0] as never, []);
  t.like(selector('/srv/a', false)?.flags, { oneFs: true, recurse: true, signature: undefined });
});

test('a File itself gets what any block asks for', (t) => {
  const { include } = select([
    ['Z6fH', 'W *zzz*'],
    ['S2AX', 'X ext2'],
    ['MP2:ke', 'W *yyy*'],
  ]);
  const { flags, fsTypes } = blockOfTop(include);
  t.like(flags, {
    compression: { algorithm: 'gzip', level: 6 },
    signature: 'MD5',
    oneFs: false,
    hardLinks: false,
    acl: true,
    xattr: true,
    stripPath: 2,
    keepAtime: true,
    exclude: false,
    sparse: false,
  });
  t.deepEqual(fsTypes, [], 'as in the last block');
});
