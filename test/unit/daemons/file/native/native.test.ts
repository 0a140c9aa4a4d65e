/** What the C library does for us, on a real file system. */
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chmod, lstat, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import { type ByteString, byteStringToBytes } from '../../../../../src/core/index.ts';
import {
  findNative,
  type Native,
  NativeMissingError,
  openFiles,
  openForReading,
  SystemFault,
} from '../../../../../src/daemons/file/native/index.ts';
import { openNative } from '../../../../../src/daemons/file/native/native.ts';
import { descriptorOf, stopReading } from '../../../../../src/protocol/descriptor.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';

const DOOR = pathToFileURL('src/daemons/file/native/index.ts').href;
const native = findNative() as Native;
let dir: TempDir;
test.before(async () => {
  if (native instanceof NativeMissingError) throw native;
  dir = await makeTempDir('native');
});
test.after.always(() => dir?.[Symbol.asyncDispose]());

const path = (name: ByteString): ByteString => `${dir.path}/${name}`;
const file = (name: ByteString, content = 'x'): ByteString => {
  writeFileSync(byteStringToBytes(path(name)), content);
  return path(name);
};
const succeeds = <T>(value: T | SystemFault): T => {
  if (value instanceof SystemFault) throw new Error(`${value.code}: ${value.message}`);
  return value;
};

test('attributes of any name and any bytes come back, in the order of the file system', (t) => {
  const name = file('attributes \xff\xfe\n');
  t.deepEqual(native.listXattrs(name), []);
  const values = new Map([
    ['user.text', Buffer.from('a value')],
    ['user.\xe4\xff', Buffer.from([0, 1, 255, 0])],
    ['user.empty', Buffer.alloc(0)],
  ]);
  for (const [attribute, value] of values) t.is(native.setXattr(name, attribute, value), undefined);
  t.deepEqual(new Set(succeeds(native.listXattrs(name))), new Set(values.keys()));
  for (const [attribute, value] of values) t.deepEqual(native.getXattr(name, attribute), value);
  t.is(native.removeXattr(name, 'user.empty'), undefined);
  t.is(succeeds(native.listXattrs(name)).length, 2);
});

test('what does not work is a value with the name and the words of its error', (t) => {
  const name = file('plain');
  t.like(native.getXattr(name, 'user.none'), { code: 'ENODATA', message: 'No data available' });
  t.like(native.listXattrs(path('nowhere')), { code: 'ENOENT', message: 'No such file or directory' });
  t.like(native.setXattr(name, 'nonsense', Buffer.from('x')), { code: 'ENOTSUP' });
  t.like(native.removeXattr(name, 'user.none'), { code: 'ENODATA' });
  t.like(native.makeFifo(name, 0o600), { code: 'EEXIST' });
  t.like(native.directories.open(path('nowhere'), false), { code: 'ENOENT' });
});

test('a NUL in a name never leads to another file', (t) => {
  const name = file('before');
  for (const answer of [
    native.listXattrs(`${name}\0after`),
    native.getXattr(`${name}\0after`, 'user.x'),
    native.setXattr(`${name}\0after`, 'user.x', Buffer.from('x')),
    native.makeFifo(`${path('fifo')}\0after`, 0o600),
    native.setTimes(`${name}\0after`, { atimeSec: 0, mtimeSec: 0 }),
    native.directories.stat(`${name}\0after`),
    native.directories.open(`${dir.path}\0after`, false),
  ]) {
    t.like(answer, { code: 'EINVAL' });
  }
  t.is(native.userId('root\0x'), undefined);
});

test('times are set to the nanosecond, also before 1970, also of a link itself', async (t) => {
  const target = file('target');
  await symlink('target', path('link'));
  const before = statSync(target, { bigint: true }).mtimeNs;
  for (const [name, mtimeSec, mtimeNs] of [
    [path('link'), 1_588_748_889, 123_456_789],
    [file('old'), -315_619_200, 5],
    [file('late'), 4_102_542_245, 999_999_999],
  ] as const) {
    t.is(native.setTimes(name, { atimeSec: 1, atimeNs: 2, mtimeSec, mtimeNs }), undefined);
    const { mtimeNs: written, atimeNs } = await lstat(name, { bigint: true });
    t.is(written, BigInt(mtimeSec) * 1_000_000_000n + BigInt(mtimeNs));
    t.is(atimeNs, 1_000_000_002n);
  }
  t.is(statSync(target, { bigint: true }).mtimeNs, before);
});

test('stat says what lstat of Node says, for every kind of file, and more exactly', async (t) => {
  await mkdir(path('directory'));
  await symlink('nowhere at all', path('dangling'));
  t.is(native.makeFifo(path('pipe'), 0o640), undefined);
  t.is(native.makeNode(path('device'), constants.S_IFCHR | 0o600, (511 << 8) + 112 + 273 * 0x100000), undefined);
  native.setTimes(file('timed', 'abc'), { atimeSec: -5, atimeNs: 7, mtimeSec: 5_000_000_000, mtimeNs: 999_999_999 });
  await truncate(file('large'), 2 ** 33 + 5);
  for (const name of ['directory', 'dangling', 'pipe', 'device', 'timed', 'large']) {
    const expected = await lstat(path(name), { bigint: true });
    const stat = succeeds(native.directories.stat(path(name)));
    t.deepEqual(
      [stat.dev, stat.ino, stat.mode, stat.nlink, stat.uid, stat.gid, stat.rdev, stat.sizeBytes, stat.blocks],
      (['dev', 'ino', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'size', 'blocks'] as const).map((key) =>
        Number(expected[key]),
      ),
      name,
    );
    t.is(BigInt(stat.mtimeSec) * 1_000_000_000n + BigInt(stat.mtimeNs), expected.mtimeNs);
    t.is(BigInt(stat.atimeSec) * 1_000_000_000n + BigInt(stat.atimeNs), expected.atimeNs);
    t.is(BigInt(stat.ctimeSec) * 1_000_000_000n + BigInt(stat.ctimeNs), expected.ctimeNs);
    t.is((BigInt(stat.inoHigh) << 32n) + BigInt(stat.inoLow), expected.ino);
    t.is(stat.blockSizeBytes, Number(expected.blksize));
  }
});

test('holes are found and made', async (t) => {
  const name = path('holes');
  await writeFile(name, 'begin');
  await truncate(name, 1 << 20);
  const fd = openSync(name, 'r+');
  try {
    t.is(native.nextData(fd, 0), 0);
    const hole = succeeds(native.nextHole(fd, 0)) as number;
    t.true(hole > 0 && hole < 1 << 20);
    t.is(native.nextData(fd, hole), undefined);
    t.is(native.allocate(fd, 0, 1 << 20), undefined);
    t.is(native.punchHole(fd, 0, 1 << 19), undefined);
    t.is(native.nextHole(fd, 0), 0);
    t.is(readFileSync(name).indexOf('begin'), -1);
    t.is(native.willReadSequentially(fd), undefined);
    t.is(native.dropCache(fd, 0, 1 << 20), undefined);
  } finally {
    closeSync(fd);
  }
  t.like(native.dropCache(-1, 0, 0), { code: 'EBADF' });
});

test('users and groups have names, and strangers none', (t) => {
  t.is(native.userName(0), 'root');
  t.is(native.groupName(0), 'root');
  t.is(native.userId('root'), 0);
  t.is(native.groupId('root'), 0);
  t.is(native.userName(3_999_999_999), undefined);
  t.is(native.groupId('no such group here'), undefined);
  const [, , uid, gid] = (/^daemon:.*$/m.exec(readFileSync('/etc/passwd', 'latin1'))?.[0] ?? '').split(':');
  t.is(native.userId('daemon'), Number(uid));
  t.is(native.groupName(Number(gid)), 'daemon');
});

test('reading without a trace is asked for, and done without where it is not permitted', async (t) => {
  const name = file('read');
  const fd = openForReading(name, { noAtime: true });
  t.is(typeof fd, 'number');
  openFiles().closeFile(fd as number);
  await symlink('read', path('read-link'));
  t.like(openForReading(path('read-link')), { code: 'ELOOP' });
  t.like(openForReading(path('nothing')), { code: 'ENOENT', message: 'No such file or directory' });
  await run(['mkfifo', path('read-fifo')]);
  const fifo = openForReading(path('read-fifo'));
  t.is(typeof fifo, 'number', 'nobody writes into it, and it opens at once');
  openFiles().closeFile(fifo as number);
  await chmod(dir.path, 0o755);
  const asStranger = `import { openForReading } from '${DOOR}';
    process.exit(typeof openForReading('${name}', { noAtime: true }) === 'number' ? 0 : 3)`;
  await run([process.execPath, '--input-type=module', '-e', asStranger], { user: 'daemon' });
});

test('a socket to which nothing has come is no fault, and a closed one is the end', async (t) => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = createConnection((server.address() as AddressInfo).port, '127.0.0.1').pause();
  const [peer] = (await once(server, 'connection')) as [Socket];
  server.close();
  if (socket.connecting) await once(socket, 'connect');
  stopReading(socket);
  const descriptor = descriptorOf(socket);
  const memory = Buffer.alloc(64);
  const receive = () => native.receive(descriptor, native.addressOf(memory), memory.length);
  t.is(receive(), undefined);
  t.false(native.untilReadable(descriptor, 1));
  peer.write('word');
  t.true(native.untilReadable(descriptor, 10_000));
  t.is(receive(), 4);
  t.is(memory.toString('latin1', 0, 4), 'word');
  await once(peer.end(), 'finish');
  t.true(native.untilReadable(descriptor, 10_000));
  t.is(receive(), 0);
  socket.destroy();
});

test('each thread has its own', async (t) => {
  const source = `import { findNative } from '${DOOR}';
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage(findNative().userName(0));`;
  const workers = Array.from(
    { length: 3 },
    () => new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`)),
  );
  const answers = workers.map(
    (worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)),
  );
  t.deepEqual(await Promise.all(answers), ['root', 'root', 'root']);
});

test('where the C library is out of reach, an error says what is missing and what is lost by it', (t) => {
  const missing = openNative(() => {
    throw new Error('no koffi for this machine');
  });
  t.true(missing instanceof NativeMissingError);
  t.is((missing as NativeMissingError).code, 'CLIENT_NATIVE_MISSING');
  t.regex((missing as NativeMissingError).message, /extended attributes.*left out: no koffi for this machine$/);
});
