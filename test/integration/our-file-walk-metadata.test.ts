/**
 * ACLs and extended attributes beside genuine Clients of both releases: the streams that we collect are theirs byte for
 * byte, what they saved we set, and what we saved they set.
 */
import { lstatSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { applyMetadata, collectMetadata, metadataKind } from '../../src/daemons/file/metadata/index.ts';
import { decodeAttributeRecord, encodeAttributeRecord, encodeLStat, STREAM } from '../../src/protocol/index.ts';
import { type FileDaemon, GENUINE_VERSIONS, type GenuineVersion, startFileDaemon } from '../support/genuine.ts';
import { run } from '../support/program.ts';
import { type Recorded, recordBackup, replayRestore } from '../support/recording-storage.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { fileSetLines, walk } from '../support/walk.ts';

let dir: TempDir;
let root: string;
const daemons = new Map<GenuineVersion, FileDaemon>();

test.before(async () => {
  dir = await makeTempDir('metadata-genuine');
  root = join(dir.path, 'tree');
  await makeTree();
  for (const version of GENUINE_VERSIONS) daemons.set(version, await startFileDaemon({ version, tls: 'none' }));
});
test.after.always(async () => {
  for (const daemon of daemons.values()) await daemon[Symbol.asyncDispose]();
  await dir?.[Symbol.asyncDispose]();
});

/** ACLs of every shape: names known and unknown, masks that take away, minimal ones; attributes of every namespace. */
async function makeTree(): Promise<void> {
  await mkdir(root);
  const files = [
    'named',
    'masked',
    'group-masked',
    'mask-only',
    'root',
    'numbers',
    'minimal',
    'both',
    'plain',
    'capable',
  ];
  for (const name of files) await writeFile(join(root, name), '');
  for (const name of ['directory', 'default-only', 'minimal-default', 'nothing']) await mkdir(join(root, name));
  await symlink('plain', join(root, 'link'));
  const acl = (name: string, entries: string) => run(['setfacl', '-n', '-m', entries, join(root, name)]);
  await acl('named', 'u:1:r,u:1234:rw,g:2:rx,g:4321:r,m::rwx');
  await acl('masked', 'u:1:rwx,u:1234:rwx,g:2:rwx,m::r');
  await acl('group-masked', 'u::rwx,g::rwx,o::x,u:5:-,m::rx');
  await acl('mask-only', 'm::r');
  await acl('root', 'u:0:rwx,g:0:r,u:65534:x,m::rwx');
  await acl('numbers', 'u:4294967294:r,u:65535:w,g:2000000000:x,m::rwx');
  await acl('minimal', 'u::rwx,g::rx,o::-');
  await acl('both', 'u:1:r,m::r');
  await acl('directory', 'u:1234:rwx,m::rwx,d:u::rwx,d:u:1:rwx,d:g::rx,d:g:4321:rx,d:m::rx,d:o::-');
  await acl('default-only', 'd:u::rwx,d:u:65534:rx,d:g::rx,d:m::rx,d:o::rx');
  await acl('minimal-default', 'd:u::rwx,d:g::rx,d:o::-');
  const attribute = (name: string, attributeName: string, hex: string) =>
    run(['setfattr', '-h', '-n', attributeName, '-v', `0x${hex}`, join(root, name)]);
  for (const [name, hex] of [
    ['user.text', '6162'],
    ['user.empty', ''],
    ['user.binary', '0001ff000a'],
    ['trusted.t', '00'],
  ]) {
    await attribute('both', name as string, hex as string);
  }
  await attribute('link', 'trusted.of-the-link', '01');
  await attribute('directory', 'user.d', '02');
  await attribute('plain', 'user.large', 'ab'.repeat(3000));
  await attribute('capable', 'security.capability', '0100000200200000000000000000000000000000');
}

const isMetadata = ({ stream }: Recorded): boolean => metadataKind(stream) !== undefined;

/** The metadata records, by path. */
function byPath(records: readonly Recorded[]): Map<string, string[]> {
  const paths = new Map<number, string>();
  const found = new Map<string, string[]>();
  for (const record of records) {
    if (record.stream === STREAM.attributes) paths.set(record.fileIndex, decodeAttributeRecord(record.data).path);
    if (!isMetadata(record)) continue;
    const path = paths.get(record.fileIndex) ?? '';
    found.set(path, [...(found.get(path) ?? []), `${record.stream} ${record.data.toString('latin1')}`]);
  }
  return found;
}

/** As a Client of ours would send it, without data. */
function ourRecords(letters: string): Recorded[] {
  const records: Recorded[] = [];
  let fileIndex = 0;
  for (const item of walk({ files: [root], options: [[letters]] })) {
    if (item.kind !== 'entry') continue;
    fileIndex++;
    const path = item.type === 5 ? `${item.path}/` : item.path;
    const lstat = encodeLStat({ ...item.stat, dataStream: STREAM.fileData });
    const { type, link } = item;
    const data = encodeAttributeRecord({ fileIndex, type, path, lstat, link, extended: '', deltaSeq: 0 });
    records.push({ fileIndex, stream: STREAM.attributes, data });
    const { streams, problems } = collectMetadata(item.path, item.stat.mode, item.options);
    if (problems.length > 0) throw new Error(problems.join());
    for (const found of streams) records.push({ fileIndex, ...found });
  }
  return records;
}

const NAMES = ['named', 'masked', 'group-masked', 'mask-only', 'root', 'numbers', 'minimal', 'both', 'plain', 'capable',
  'directory', 'default-only', 'minimal-default', 'nothing', 'link']; // biome-ignore format: a list

/** What getfacl and getfattr say of all names below a folder. */
async function metadataOf(folder: string, names: readonly string[] = NAMES): Promise<string[]> {
  const said: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const attributes = await run(['getfattr', '-h', '-d', '-m', '-', '-e', 'hex', '--absolute-names', path]);
    const acl = lstatSync(path).isSymbolicLink() ? '' : (await run(['getfacl', '-n', '-p', path])).stdout;
    const sorted = attributes.stdout.split('\n').sort().join('\n');
    said.push(`${name}\n${acl}${sorted}`.replaceAll(folder, ''));
  }
  return said;
}

for (const version of GENUINE_VERSIONS) {
  for (const letters of ['AX', 'A', 'X']) {
    test.serial(`with the options ${letters} we collect what ${version} collects, byte for byte`, async (t) => {
      const lines = fileSetLines({ files: [root], options: [[letters]] });
      const { records } = await recordBackup(daemons.get(version) as FileDaemon, lines);
      const theirs = byPath(records);
      t.true(theirs.size > 5);
      t.deepEqual(byPath(ourRecords(letters)), theirs);
    });
  }

  test.serial(`what ${version} saved, we set`, async (t) => {
    const lines = fileSetLines({ files: [root], options: [['AX']] });
    const { records } = await recordBackup(daemons.get(version) as FileDaemon, lines);
    const copy = join(dir.path, `copy-${version}`);
    // Modes and owners only: our part is what is missing.
    await run(['cp', '-a', '--no-preserve=xattr', root, copy]);
    for (const [path, streams] of byPath(records)) {
      const target = path.replace(root, copy).replace(/\/$/, '');
      for (const text of streams) {
        const stream = Number(text.slice(0, text.indexOf(' ')));
        const data = Buffer.from(text.slice(text.indexOf(' ') + 1), 'latin1');
        t.is(applyMetadata(target, stream, data), undefined);
      }
    }
    t.deepEqual(await metadataOf(copy), await metadataOf(root));
  });

  test.serial(`what we saved, ${version} sets`, async (t) => {
    const where = join(dir.path, `restored-${version}`);
    const { end, messages } = await replayRestore(daemons.get(version) as FileDaemon, ourRecords('AX'), {
      replace: 'a',
      prefixLinks: false,
      where,
    });
    t.regex(end, /TermCode=84/, messages.map(({ text }) => text).join(''));
    // 9.6.7 sets no attributes on links, its own neither.
    const names = version === '9.6.7' ? NAMES.filter((name) => name !== 'link') : NAMES;
    t.deepEqual(await metadataOf(join(where, root), names), await metadataOf(root, names));
  });
}
