/** A FileSet from its lines: what each of them does, and what makes no FileSet (specification 02 §4). */
import test from 'ava';
import { type FileOptions, NO_OPTIONS, parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';
import { formatFileSet } from '../../../../../src/protocol/index.ts';

const include = (letters: string, ...items: string[]): string[] => [
  'I\n',
  `O ${letters}\n`,
  ...items.map((item) => `${item}\n`),
  'N\n',
  'F /srv',
  'N\n',
  'N\n',
];
const flagsOf = (letters: string): FileOptions | undefined =>
  parseFileSet(include(letters)).fileSet.includes[0]?.options[0]?.flags;

const LETTERS: readonly (readonly [letters: string, flags: Partial<FileOptions>])[] = [
  ['', {}],
  ['0', {}],
  ['M', { signature: 'MD5' }],
  ['S', { signature: 'SHA1' }],
  ['S1', { signature: 'SHA1' }],
  ['S2', { signature: 'SHA256' }],
  ['S3', { signature: 'SHA512' }],
  ['S5', { signature: 'XXHASH64' }],
  ['S6', { signature: 'XXH3_64' }],
  ['S7', { signature: 'XXH3_128' }],
  ['Z1', { compression: { algorithm: 'gzip', level: 1 } }],
  ['Z6', { compression: { algorithm: 'gzip', level: 6 } }],
  ['Z9', { compression: { algorithm: 'gzip', level: 9 } }],
  ['Zo', { compression: { algorithm: 'lzo' } }],
  ['Zr', { compression: { algorithm: 'zstd', level: 1 } }],
  ['Zs', { compression: { algorithm: 'zstd', level: 3 } }],
  ['Zu', { compression: { algorithm: 'zstd', level: 10 } }],
  ['Zt', { compression: { algorithm: 'zstd', level: 19 } }],
  ['d0', {}],
  ['d2', {}],
  ['f', { oneFs: false }],
  ['h', { recurse: false }],
  ['s', { sparse: true }],
  ['H', { hardLinks: false }],
  ['a', { replace: 'a' }],
  ['w', { replace: 'w' }],
  ['n', { replace: 'n' }],
  ['r', { readFifo: true }],
  ['p', { portable: true }],
  ['m', { mtimeOnly: true }],
  ['k', { keepAtime: true }],
  ['K', { noAtime: true }],
  ['e', { exclude: true }],
  ['A', { acl: true }],
  ['X', { xattr: true }],
  ['i', { ignoreCase: true }],
  ['R', { hfsPlus: true }],
  ['W', {}],
  ['c', { checkFileChanges: true }],
  ['N', { honorNoDump: true }],
  ['P3:', { stripPath: 3 }],
  ['P12:M', { stripPath: 12, signature: 'MD5' }],
  ['Vpinsm5:M', { signature: 'MD5' }],
  ['Cpin5:s', { sparse: true }],
  ['Jpug5:A', { acl: true }],
  [
    'S2Zof0sHrK0cP1:NiAXm0Jpug5:Cpin5:Vpin1:e',
    {
      signature: 'SHA256',
      compression: { algorithm: 'lzo' },
      oneFs: false,
      sparse: true,
      hardLinks: false,
      readFifo: true,
      noAtime: true,
      checkFileChanges: true,
      stripPath: 1,
      honorNoDump: true,
      ignoreCase: true,
      acl: true,
      xattr: true,
      mtimeOnly: true,
      exclude: true,
    },
  ],
];

for (const [letters, flags] of LETTERS) {
  test(`the letters \`${letters}\` mean what they mean`, (t) => {
    t.deepEqual(flagsOf(letters), { ...NO_OPTIONS, ...flags });
    t.deepEqual(parseFileSet(include(letters)).complaints, []);
  });
}

test('letters that nobody knows are named, and the others hold', (t) => {
  const { fileSet, complaints } = parseFileSet(include('Mq9sZZx'));
  t.deepEqual(complaints, [
    'Unknown include/exclude option: q',
    'Unknown include/exclude option: 9',
    'Unknown include/exclude option: Z',
    'Unknown include/exclude option: Z',
    'Unknown include/exclude option: x',
  ]);
  t.like(fileSet.includes[0]?.options[0]?.flags, { signature: 'MD5', sparse: true });
});

test('Accurate, BaseJob and Verify are of the whole Include: the last word counts, Verify gathers', (t) => {
  const lines = ['I\n', 'O Cpin5:Vpin1:\n', 'N\n', 'O MJsp:C1:Vs5:\n', 'N\n', 'O \n', 'N\n', 'N\n', 'N\n'];
  t.like(parseFileSet(lines).fileSet.includes[0], { accurate: '1', baseJob: 'sp', verify: 'VVpin1Vs5' });
  t.like(parseFileSet(include('M')).fileSet.includes[0], { accurate: 'mcs', baseJob: 'spug5', verify: 'V' });
});

test('the observed lines of a Director make the FileSet that they came from', (t) => {
  const lines = [
    'I\n', 'Z .excludeme\n', 'O S2\n', 'R ^/srv/.*re$\n', 'RD rd$\n', 'RF rf$\n', 'W *.w1\n', 'WD */wd\n', 'WF *.wf\n',
    'X ext4\n', 'XD fixed\n', 'N\n', 'O MZ6n\n', 'N\n', 'F /srv/data', 'F /srv/data2\n', "F |sh -c 'echo /srv/data3'",
    'N\n', 'P bpipe:/x/y:echo hello:cat', 'N\n', 'E\n', 'F /srv/data/skip', 'F *.o', 'N\n', 'N\n',
  ]; // biome-ignore format: as on the wire
  const { fileSet } = parseFileSet(lines);
  const [first] = fileSet.includes;
  t.is(fileSet.includes.length, 1);
  t.deepEqual(first?.files, ['/srv/data', '/srv/data2', "|sh -c 'echo /srv/data3'"]);
  t.deepEqual(first?.plugins, ['bpipe:/x/y:echo hello:cat']);
  t.is(first?.excludeDirContaining, '.excludeme');
  t.deepEqual(fileSet.excludes, ['/srv/data/skip', '*.o']);
  t.is(first?.options.length, 2);
  t.deepEqual(first?.options[0]?.fsTypes, ['ext4']);
  t.deepEqual(first?.options[0]?.driveTypes, ['fixed']);
  t.is(first?.options[0]?.forDirectories.length, 4); // W, WD, R, RD
  t.is(first?.options[0]?.forOthers.length, 4);
});

test('what our Director writes is read back', (t) => {
  const block = {
    excludeDirContaining: '.nobackup',
    options: [{ letters: 'MZ6', wildFile: ['*.o'], fsType: ['ext4'] }],
    files: [{ path: '/srv/with blank' }, { path: '/srv/b', fromList: true }],
    plugins: ['bpipe:/x:cat y:cat'],
  };
  const exclude = { options: [], files: [{ path: '/srv/c' }], plugins: [] };
  const [, ...lines] = formatFileSet({
    enableVss: true,
    enableSnapshot: false,
    includes: [block],
    excludes: [exclude],
  });
  const { fileSet } = parseFileSet(lines);
  t.deepEqual(fileSet.includes[0]?.files, ['/srv/with blank', '/srv/b']);
  t.deepEqual(fileSet.includes[0]?.plugins, block.plugins);
  t.deepEqual(fileSet.excludes, ['/srv/c']);
  t.is(fileSet.includes[0]?.options[0]?.forOthers.length, 1);
});

test('blanks at the end of an item are not part of it, those at its beginning are', (t) => {
  const { fileSet } = parseFileSet(['I\n', 'F /srv/a \t\n', 'F  /srv/b\r\n', 'F \n', 'N\n', 'N\n']);
  t.deepEqual(fileSet.includes[0]?.files, ['/srv/a', ' /srv/b']);
});

test('several Includes and Excludes stay what they are', (t) => {
  const { fileSet } = parseFileSet([
    ...include('M'), ...include('Z6'), 'E\n', 'F /a', 'N\n', 'N\n', 'E\n', 'F /b', 'N\n', 'N\n',
  ]); // biome-ignore format: as on the wire
  t.is(fileSet.includes.length, 2);
  t.deepEqual(fileSet.excludes, ['/a', '/b']);
});

test('what is no FileSet is refused, with the line that makes no sense', (t) => {
  for (const lines of [['O M\n'], ['F /srv'], ['I\n', 'Q abc\n'], ['I\n', 'W *.o\n'], ['']]) {
    t.throws(() => parseFileSet(lines), { code: 'CLIENT_FILE_SET' }, JSON.stringify(lines));
  }
  t.throws(() => parseFileSet(include('', 'RF /x(y')), { code: 'CLIENT_REGEX', message: /Unmatched \( or/ });
});
