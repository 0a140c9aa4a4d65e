/**
 * Our walk beside genuine Clients of both releases: for many FileSets over one tree with file systems mounted in it, the
 * same files in the same order, of the same types, with the same words about what is left out.
 */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { decodeAttributeRecord, decodeLStat, encodeLStat, type LStat } from '../../src/protocol/index.ts';
import { estimateListing } from '../support/ask-client.ts';
import { type FileDaemon, GENUINE_VERSIONS, type GenuineVersion, startFileDaemon } from '../support/genuine.ts';
import { run } from '../support/program.ts';
import { recordBackup } from '../support/recording-storage.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';
import { describeItem, type FileSetWords, fileSetLines, walk } from '../support/walk.ts';

let dir: TempDir;
let root: string;
const daemons = new Map<GenuineVersion, FileDaemon>();

test.before(async () => {
  dir = await makeTempDir('walk-genuine');
  root = join(dir.path, 'tree');
  await makeSpecialTree(root, { large: false });
  await moreOfATree();
  for (const version of GENUINE_VERSIONS) {
    const daemon = await startFileDaemon({ version, tls: 'none' });
    daemons.set(version, daemon);
    await daemon.stop();
    await daemon.reconfigure((text) => text.replaceAll(', !skipped', ''));
    await daemon.start();
  }
});
test.after.always(async () => {
  for (const daemon of daemons.values()) await daemon[Symbol.asyncDispose]();
  await run(['sh', '-c', `umount ${root}/mounted/deep/bound ${root}/mounted ${root}/ram`], { mayFail: true });
  await dir?.[Symbol.asyncDispose]();
});

/** What the special tree has not: marks, mounts, old files, names for patterns. */
async function moreOfATree(): Promise<void> {
  for (const path of ['marked/in', 'mounted', 'ram', 'nodump/in', 'cache/Cache', 'src/lib', 'bound']) {
    await mkdir(join(root, path), { recursive: true });
  }
  await run(['mount', '-t', 'tmpfs', 'none', join(root, 'mounted')]);
  await run(['mount', '-t', 'ramfs', 'none', join(root, 'ram')]);
  await mkdir(join(root, 'mounted/deep/bound'), { recursive: true });
  await run(['mount', '--bind', join(root, 'bound'), join(root, 'mounted/deep/bound')]);
  for (const path of [
    'marked/.nobackup', 'marked/in/file', 'mounted/file', 'mounted/deep/file', 'ram/file', 'bound/file', 'nodump/file',
    'nodump/in/file', 'cache/a.tmp', 'cache/Cache/b.TMP', 'src/a.c', 'src/a.o', 'src/lib/b.o', 'src/core', 'src/core.c',
    'src/x[1].o', 'src/old', 'src/lib/old',
  ]) {
    await writeFile(join(root, path), `${path}\n`);
  } // biome-ignore format: a list
  const long = new Date('2001-01-01');
  for (const path of ['src/old', 'src/lib/old', 'src/lib']) await utimes(join(root, path), long, long);
  await run(['chattr', '+d', join(root, 'nodump/file'), join(root, 'nodump/in')]);
}

interface Case extends Omit<FileSetWords, 'files'> {
  /** Below the root of the tree; the root itself where left out. */
  readonly files?: readonly string[];
  readonly sinceSec?: number;
  /** 9.6.7 does something else here. */
  readonly only?: GenuineVersion;
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing but the defaults': {},
  'all file systems': { options: [['Mf']] },
  'several Files, some of them links or missing': {
    files: [
      '/src',
      '/links/one',
      '/links/to-directory',
      '/links/to-directory/',
      '/special/fifo',
      '/special/block',
      '/no',
      '//bound//',
    ],
  },
  'a File twice, with hard links': { files: ['/links', '/src', '/links'] },
  'no recursion': { options: [['h']], files: ['', '/src'] },
  'wildcards for files, directories and both': {
    options: [['e', 'WF *.o', 'WD */[Cc]ache', 'W */core', 'WF */x?1].*'], ['M']],
  },
  'wildcards whatever the case': { options: [['ei', 'WF *.tmp', 'WD */CACHE'], ['M']] },
  'regular expressions': {
    options: [['e', 'RF \\.(o|tmp)$', 'RD /lib$', 'R ^/.*/level-[0-9]{2}-d+', 'RF /random-[[:digit:]]{3,5}$'], ['M']],
  },
  'only what a pattern names': {
    options: [
      ['M', 'WD */src*', 'WF */src/*'],
      ['e', 'RD .*', 'RF .*'],
    ],
  },
  'a block that excludes all that reaches it': { options: [['M', 'W */src*'], ['e']] },
  'several blocks, each with its own flags': {
    options: [['Z6f', 'W */mounted*'], ['S2H', 'W */links/*'], ['N', 'W */nodump*'], ['Ms']],
    only: '15.0.3',
  },
  'Exclude blocks': { excludes: ['*/src/lib', '*.tmp', 'core', '*/regular/random-[0-9]', '*/names/*\\**'] },
  'Exclude Dir Containing': { markers: ['.nobackup'], only: '15.0.3' },
  'Exclude Dir Containing, several and of a File': {
    markers: ['core', '.nobackup'],
    files: ['', '/marked', '/src'],
    only: '15.0.3',
  },
  'file systems by their names': { options: [['Mf', 'X ext2', 'X ext4', 'X xfs', 'X btrfs', 'X overlay']] },
  'file systems that are not those of the File': { options: [['Mf', 'X proc']], files: ['/mounted', '/src'] },
  'one file system, but for one place': { options: [['Mf', 'WD */mounted'], ['M']] },
  'no hard links': { options: [['MH']] },
  'fifos that are to be left alone': { options: [['M']], files: ['/special'] },
  'paths stripped': { options: [['MP3:']], files: ['/src', '/links'] },
  'paths stripped more than they have': { options: [['MP30:']] },
  'no dump flag honoured': { options: [['MN']], files: ['', '/nodump/file'], only: '15.0.3' },
  'since a time, modified or changed': { sinceSec: 1_000_000_000 },
  'since a time, modified only': { options: [['Mm']], sinceSec: 1_000_000_000 },
  'since that very second': { options: [['Mm']], files: ['/src'], sinceSec: 978_307_200 },
  'since the future': { sinceSec: 4_000_000_000 },
  'since the future, no recursion': { options: [['h']], sinceSec: 4_000_000_000 },
  'since the future, file systems by name': { options: [['f', 'X ext2']], sinceSec: 4_000_000_000 },
};

/** Of entries `type path -> link #index`; of messages their kind and text. */
async function genuine(daemon: FileDaemon, lines: readonly string[], sinceSec?: number) {
  const { records, messages } = await recordBackup(daemon, lines, sinceSec);
  const attributes = records.filter(({ stream }) => stream === 1).map(({ data }) => decodeAttributeRecord(data));
  const texts = messages
    .map(({ type, text }) => `[${type}] ${text.replace(/^\S+ JobId 1: /, '').trimEnd()}`)
    .filter((text) => !/Connected to Storage|Unchanged file skipped/.test(text));
  return { attributes, texts };
}

for (const version of GENUINE_VERSIONS) {
  for (const [what, { files = [''], sinceSec, only, ...words }] of Object.entries(CASES)) {
    if (only !== undefined && only !== version) continue;
    test.serial(`${what}: as ${version} saves it`, async (t) => {
      const daemon = daemons.get(version) as FileDaemon;
      const fileSet = { ...words, files: files.map((file) => root + file) };
      const theirs = await genuine(daemon, fileSetLines(fileSet), sinceSec);
      const ours = walk(fileSet, { sinceSec });
      const entries = ours.filter((item) => item.kind === 'entry').filter((entry) => entry.changed);
      const described = theirs.attributes.map(({ type, path, link, lstat }) => {
        const index = type === 1 ? ` #${decodeLStat(lstat).linkFileIndex}` : '';
        return `${type} ${path}${link === '' ? '' : ` -> ${link}`}${index}`;
      });
      t.is(parting(entries.map(describeItem), described), undefined);
      // They have read the files meanwhile.
      const numbers = (stat: LStat) => encodeLStat({ ...stat, dataStream: 0, atimeSec: 0 });
      const theirNumbers = theirs.attributes.map(({ lstat }) => numbers(decodeLStat(lstat)));
      t.is(
        parting(
          entries.map(({ stat }) => numbers(stat)),
          theirNumbers,
        ),
        undefined,
      );
      const problems = ours.filter((item) => item.kind === 'problem').map(describeItem);
      t.is(parting(problems.map(withoutName), theirs.texts.map(withoutName)), undefined);
    });
  }
}

/** Two long lists that should be equal, in one line: where they part. */
function parting(ours: readonly string[], theirs: readonly string[]): string | undefined {
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  if (at < 0 && ours.length === theirs.length) return undefined;
  const place = at < 0 ? ours.length : at;
  return `#${place}: ours ${ours[place]?.replaceAll(root, '')}, theirs ${theirs[place]?.replaceAll(root, '')}`;
}

/** ext4 is ext2 to them. */
const withoutName = (text: string): string => text.replace(/unlisted fstype ".*"/, 'unlisted fstype');

test.serial('an estimate lists what our walk finds, name for name', async (t) => {
  const fileSet = { files: [root], options: [['e', 'WF *.o'], ['Mf']], excludes: ['*/names'] } as const;
  // They list sockets too, which no Job saves.
  const paths = walk(fileSet).filter((item) => item.kind === 'entry' || /Socket/.test(item.text));
  for (const version of GENUINE_VERSIONS) {
    const { lines, total } = await estimateListing(daemons.get(version) as FileDaemon, fileSetLines(fileSet));
    const listed = lines.map((line) => line.slice(line.indexOf(root)).replace(/ -> [\s\S]*$/, ''));
    t.is(
      parting(
        paths.map(({ path }) => path),
        listed,
      ),
      undefined,
    );
    t.regex(total ?? '', new RegExp(`files=${paths.length.toLocaleString('en-US')} `));
  }
});
