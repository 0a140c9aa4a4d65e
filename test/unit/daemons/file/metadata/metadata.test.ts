/** Metadata of real files, away and back. */
import { chmodSync } from 'node:fs';
import { lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  applyMetadata,
  type CollectedMetadata,
  collectMetadata,
  METADATA_STREAM,
  metadataKind,
} from '../../../../../src/daemons/file/metadata/index.ts';
import { decodeXattrs, encodeXattrs } from '../../../../../src/daemons/file/metadata/xattr-record.ts';
import {
  findNative,
  type Native,
  NativeMissingError,
  SystemFault,
} from '../../../../../src/daemons/file/native/index.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';

const native = findNative() as Native;
let dir: TempDir;
test.before(async () => {
  dir = await makeTempDir('metadata');
});
test.after.always(() => dir?.[Symbol.asyncDispose]());

const ALL = { acl: true, xattr: true };
const collect = async (path: string, choice = ALL): Promise<CollectedMetadata> =>
  collectMetadata(path, (await lstat(path)).mode, choice);
const path = (name: string): string => join(dir.path, name);
const file = async (name: string): Promise<string> => {
  await writeFile(path(name), name);
  return path(name);
};
const facl = async (name: string): Promise<string> =>
  (await run(['getfacl', '-p', '-n', name])).stdout.replace(/^# file:.*\n/, '');

test('what is collected of one file makes another like it', async (t) => {
  const from = await file('from');
  await run(['setfacl', '-m', 'u:1:rw,u:1234:rwx,g:2:r,g:4321:x,m::rx', from]);
  native.setXattr(from, 'user.\xff\xe4', Buffer.from([0, 1, 255]));
  native.setXattr(from, 'user.empty', Buffer.alloc(0));
  native.setXattr(from, 'trusted.t', Buffer.from('root'));
  const { streams, problems } = await collect(from);
  t.deepEqual(problems, []);
  t.deepEqual(
    streams.map(({ stream }) => stream),
    [METADATA_STREAM.accessAcl, METADATA_STREAM.xattrs],
  );
  const to = await file('to');
  for (const { stream, data } of streams) t.is(applyMetadata(to, stream, data), undefined);
  t.is(await facl(to), await facl(from));
  t.deepEqual(await collect(to), { streams, problems });
});

test('a directory has two ACLs, and a link none but its own attributes', async (t) => {
  await mkdir(path('directory'));
  await run(['setfacl', '-m', 'u:1:rwx,d:u:1:rwx,d:o::-', path('directory')]);
  const { streams } = await collect(path('directory'));
  t.deepEqual(
    streams.map(({ stream }) => stream),
    [METADATA_STREAM.accessAcl, METADATA_STREAM.defaultAcl],
  );
  await mkdir(path('other'));
  for (const { stream, data } of streams) applyMetadata(path('other'), stream, data);
  t.is(await facl(path('other')), await facl(path('directory')));

  await symlink('directory', path('link'));
  t.deepEqual(await collect(path('link')), { streams: [], problems: [] });
  native.setXattr(path('link'), 'trusted.link', Buffer.from('x'));
  t.deepEqual(
    (await collect(path('link'))).streams.map(({ stream }) => stream),
    [METADATA_STREAM.xattrs],
  );
});

test('only what is asked for is collected; without ACLs their bytes are attributes', async (t) => {
  const name = await file('choice');
  await run(['setfacl', '-m', 'u:1:r', name]);
  const streams = async (acl: boolean, xattr: boolean) =>
    (await collect(name, { acl, xattr })).streams.map(({ stream }) => stream);
  t.deepEqual(await streams(false, false), []);
  t.deepEqual(await streams(true, false), [1008]);
  t.deepEqual(await streams(true, true), [1008]);
  t.deepEqual(await streams(false, true), [1998]);
  const [record] = (await collect(name, { acl: false, xattr: true })).streams;
  t.is(record?.data.length, 79); // as a genuine Client's of such a file
  const other = await file('choice-back');
  t.is(applyMetadata(other, 1998, record?.data ?? Buffer.alloc(0)), undefined);
  t.is(await facl(other), await facl(name));
});

test('a plain file has nothing, and a file that is gone no problem', async (t) => {
  t.deepEqual(await collect(await file('plain')), { streams: [], problems: [] });
  chmodSync(path('plain'), 0o640);
  t.deepEqual(await collect(path('plain')), { streams: [], problems: [] });
  t.deepEqual(collectMetadata(path('gone'), 0o100644, ALL), { streams: [], problems: [] });
});

test('what cannot be read or set is a sentence, and the rest is done', async (t) => {
  const denied = new SystemFault('EACCES', 'Permission denied');
  const deaf = { ...native, getXattr: () => denied, listXattrs: () => denied } as Native;
  t.deepEqual(collectMetadata('/srv/f', 0o100644, ALL, deaf), {
    streams: [],
    problems: [
      'The ACL of "/srv/f" cannot be read: ERR=Permission denied',
      'The extended attributes of "/srv/f" cannot be listed: ERR=Permission denied',
    ],
  });
  const name = await file('half');
  const record = encodeXattrs([
    { name: 'nonsense', value: Buffer.from('x') },
    { name: 'user.good', value: Buffer.from('y') },
  ]);
  t.is(
    applyMetadata(name, 1998, Buffer.concat([record, Buffer.from('rest')])),
    `The extended attribute nonsense of "${name}" cannot be set: ERR=Operation not supported\n` +
      `The extended attributes of "${name}" are damaged on the Volume`,
  );
  t.deepEqual(native.getXattr(name, 'user.good'), Buffer.from('y'));
  t.regex(
    applyMetadata(name, 1008, Buffer.from('user:nobody at all:rw-\0')) ?? '',
    /nobody here is called nobody at all$/,
  );
  t.regex(applyMetadata(name, 1013, Buffer.from('x')) ?? '', /of another operating system \(stream 1013\)$/);
  t.is(applyMetadata(name, 2, Buffer.from('x')), undefined);
});

test('attributes that no record can hold are said', (t) => {
  const large = Buffer.alloc(600_000);
  const rich = { ...native, listXattrs: () => ['user.a', 'user.b'], getXattr: () => large } as Native;
  t.deepEqual(collectMetadata('/f', 0o100644, { acl: false, xattr: true }, rich), {
    streams: [],
    problems: ['The extended attributes of "/f" are too many for one record: 1200036 bytes'],
  });
});

test('without the C library nothing is collected, and a restore says what it cannot do', (t) => {
  const missing = new NativeMissingError('none here');
  t.deepEqual(collectMetadata('/f', 0o100644, ALL, missing), { streams: [], problems: [] });
  t.regex(applyMetadata('/f', 1998, Buffer.alloc(0), missing) ?? '', /^Extended attributes of "\/f" not restored/);
});

test('a record of attributes is that of the specification, and never reads beyond its end', (t) => {
  const attributes = [{ name: 'user.h3', value: Buffer.from('v') }];
  const record = encodeXattrs(attributes);
  t.is(record.toString('hex'), `005c588400000007${Buffer.from('user.h3').toString('hex')}0000000176`);
  t.deepEqual(decodeXattrs(record), { attributes, broken: false });
  for (let cut = 1; cut < record.length; cut++) {
    t.deepEqual(decodeXattrs(record.subarray(0, cut)), { attributes: [], broken: true });
  }
  t.true(decodeXattrs(Buffer.from('005c5884ffffffff00000000', 'hex')).broken);
});

test('streams are known by their numbers, flags aside', (t) => {
  t.is(metadataKind(1007), 'default-acl');
  t.is(metadataKind(15), 'access-acl');
  t.is(metadataKind(1998 + (1 << 25)), 'xattrs');
  t.is(metadataKind(1013), 'foreign-acl');
  t.is(metadataKind(1997), 'foreign-xattrs');
  t.is(metadataKind(2), undefined);
});
