import test from 'ava';
import { type FileSetBlock, formatFileSet } from '../../../../src/protocol/client/fileset.ts';
import { withoutCompression } from '../../../../src/protocol/client/fileset-options.ts';
import { UnsendableTextError } from '../../../../src/protocol/message-errors.ts';

const block = (rest: Partial<FileSetBlock>): FileSetBlock => ({ options: [], files: [], plugins: [], ...rest });
const plain = { enableVss: true, enableSnapshot: false };

test('a plain FileSet is written as a genuine Director writes it', (t) => {
  const lines = formatFileSet({
    ...plain,
    includes: [block({ options: [{ letters: 'M' }], files: [{ path: '/srv/data' }] })],
    excludes: [block({ files: [{ path: '/srv/data/skip' }] })],
  });
  t.deepEqual(
    [...lines],
    ['fileset vss=1\n', 'I\n', 'O M\n', 'N\n', 'F /srv/data', 'N\n', 'N\n', 'E\n', 'F /srv/data/skip', 'N\n', 'N\n'],
  );
});

test('patterns, lists and plugins stand in their order', (t) => {
  const options = {
    letters: 'S2Zo',
    regex: ['^/srv/.*re$'],
    regexDir: ['rd$'],
    regexFile: ['rf$'],
    wild: ['*.w1'],
    wildDir: ['*/wd'],
    wildFile: ['*.wf'],
    fsType: ['ext4'],
    driveType: ['fixed'],
  };
  const lines = formatFileSet({
    enableVss: false,
    enableSnapshot: true,
    includes: [
      block({
        excludeDirContaining: '.excludeme',
        options: [options, { letters: '' }],
        files: [{ path: '/srv/data' }, { path: '/srv/data2', fromList: true }, { path: "|sh -c 'echo x'" }],
        plugins: ['bpipe:/x/y:echo hello:cat'],
      }),
    ],
    excludes: [],
  });
  t.deepEqual(
    [...lines].join('|'),
    'fileset snap=1\n|I\n|Z .excludeme\n|O S2Zo\n|R ^/srv/.*re$\n|RD rd$\n|RF rf$\n|W *.w1\n|WD */wd\n|WF *.wf\n|X ext4\n|XD fixed\n|N\n|' +
      "O \n|N\n|F /srv/data|F /srv/data2\n|F |sh -c 'echo x'|N\n|P bpipe:/x/y:echo hello:cat|N\n",
  );
});

test('an item that would forge the next one is refused', (t) => {
  for (const options of [{ letters: 'M\nN' }, { letters: '', wild: ['a\nF /etc'] }]) {
    const lines = formatFileSet({ ...plain, includes: [block({ options: [options] })], excludes: [] });
    t.throws(() => [...lines], { instanceOf: UnsendableTextError });
  }
});

test('a path with a newline in its name goes out as it is', (t) => {
  const lines = [...formatFileSet({ ...plain, includes: [block({ files: [{ path: '/a\nb' }] })], excludes: [] })];
  t.true(lines.includes('F /a\nb'));
});

test('compression is taken out without touching the values of other options', (t) => {
  t.is(withoutCompression('S2Zof0CZpZ5:Z6e'), 'S2f0CZpZ5:e');
});
