import { appendFile, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { AttributeSpool, type SpoolHooks } from '../../src/director/job/attribute-spool.ts';
import { SpoolPlaces } from '../../src/director/job/spool-places.ts';
import { encodeAttributePacket } from '../../src/protocol/index.ts';
import { until } from '../support/wait.ts';

const owner = { daemon: 'Storage "S"', jobId: 7, job: 'Save.2026_01', sessionId: 3, sessionTime: 1_795_000_000 };

function openSpool(hooks: Partial<SpoolHooks>, places = new SpoolPlaces()): AttributeSpool {
  const unexpected = () => {
    throw new Error('this was not to happen');
  };
  return new AttributeSpool(owner, places, { take: unexpected, fail: unexpected, shortened: unexpected, ...hooks });
}

const readAttributeSpool = (file: string, take: SpoolHooks['take']) => openSpool({ take }).takeAll(file);

function packet(fileIndex: number, more: { jobId?: number; sessionId?: number; recordBytes?: number } = {}): Buffer {
  const { jobId = owner.jobId, sessionId = owner.sessionId, recordBytes = 10 } = more;
  const record = Buffer.alloc(recordBytes, fileIndex);
  const payload = encodeAttributePacket(jobId, { ...owner, sessionId, fileIndex, stream: 1, record });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

async function read(bytes: Buffer): Promise<{ stored: boolean | Error; taken: number[]; recordBytes: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'understudy-spool-'));
  const taken: number[] = [];
  let recordBytes = 0;
  try {
    const file = join(directory, 'spool');
    await writeFile(file, bytes);
    const stored = await readAttributeSpool(file, ({ fileIndex, record }) => {
      taken.push(fileIndex);
      recordBytes += record.length;
      return fileIndex % 2 === 0 ? Promise.resolve() : undefined;
    }).catch((error: Error) => error);
    return { stored, taken, recordBytes };
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('every packet of the file is taken, in order, also where a piece ends within one', async (t) => {
  const indexes = Array.from({ length: 30_000 }, (_, index) => index + 1);
  const { stored, taken } = await read(Buffer.concat(indexes.map((index) => packet(index))));
  t.true(stored);
  t.deepEqual(taken, indexes);
});

test('a packet may be longer than what is read at once', async (t) => {
  const { stored, taken, recordBytes } = await read(
    Buffer.concat([packet(1), packet(2, { recordBytes: 3_000_000 }), packet(3)]),
  );
  t.true(stored);
  t.deepEqual(taken, [1, 2, 3]);
  t.is(recordBytes, 3_000_020);
});

test('an empty file holds nothing, and that is all of it', async (t) => {
  t.deepEqual(await read(Buffer.alloc(0)), { stored: true, taken: [], recordBytes: 0 });
});

test('a file of the same name that belongs to another Job or session is left alone', async (t) => {
  for (const other of [{ jobId: 77 }, { sessionId: 4 }]) {
    t.deepEqual(await read(packet(1, other)), { stored: false, taken: [], recordBytes: 0 });
  }
});

test('a file that is not here, or is no file, is left alone', async (t) => {
  const take = () => t.fail();
  t.false(await readAttributeSpool('/no/such/file', take as never));
  t.false(await readAttributeSpool(tmpdir(), take as never));
  const directory = await mkdtemp(join(tmpdir(), 'understudy-spool-'));
  await symlink('/dev/zero', join(directory, 'link'));
  t.false(await readAttributeSpool(join(directory, 'link'), take as never));
  await rm(directory, { recursive: true });
});

test('a file that is cut, or holds something else further on, is an error', async (t) => {
  const whole = packet(1);
  const cut = await read(Buffer.concat([whole, packet(2).subarray(0, 20)]));
  t.is((cut.stored as { code?: string }).code, 'DIRECTOR_DAEMON_GARBAGE');
  const mixed = await read(Buffer.concat([whole, packet(2, { sessionId: 9 })]));
  t.is((mixed.stored as { code?: string }).code, 'DIRECTOR_DAEMON_GARBAGE');
  const huge = await read(Buffer.concat([whole, Buffer.from('7fffffff', 'hex')]));
  t.is((huge.stored as { code?: string }).code, 'DIRECTOR_DAEMON_GARBAGE');
});

/** A file that grows, of a Storage Daemon whose place is known. */
async function growing(t: ExecutionContext, hooks: Partial<SpoolHooks> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'understudy-spool-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const places = new SpoolPlaces();
  places.remember(owner.daemon, join(directory, 'S.attr.Earlier.3.spool'));
  const file = join(directory, `S.attr.${owner.job}.5.spool`);
  const taken: number[] = [];
  const take: SpoolHooks['take'] = ({ fileIndex }) => void taken.push(fileIndex);
  const spool = openSpool({ take, ...hooks }, places);
  t.teardown(() => spool[Symbol.dispose]());
  return { file, taken, spool };
}

const FOLLOWING = { what: 'it to be read along' };

test('where the place is known from an earlier Job, the file is read while it grows', async (t) => {
  const { file, taken, spool } = await growing(t);
  spool.follow();
  const [first, second, third] = [packet(1), packet(2), packet(3)];
  await writeFile(file, Buffer.concat([first, second.subarray(0, 30)]));
  await until(() => taken.length === 1, FOLLOWING);
  await appendFile(file, Buffer.concat([second.subarray(30), third.subarray(0, 2)]));
  await until(() => taken.length === 2, FOLLOWING);
  await appendFile(file, third.subarray(2));
  t.true(await spool.takeAll(file));
  t.deepEqual(taken, [1, 2, 3]);
});

test('what was read along and then taken back by the Storage Daemon does not count', async (t) => {
  const shortened: number[] = [];
  const { file, taken, spool } = await growing(t, { shortened: (last) => void shortened.push(last) });
  spool.follow();
  await writeFile(file, Buffer.concat([packet(1), packet(2), packet(3)]));
  await until(() => taken.length === 3, FOLLOWING);
  await truncate(file, 2 * packet(1).length);
  t.true(await spool.takeAll(file));
  t.deepEqual(shortened, [2]);
});

test('a Storage Daemon that offers another file than the one that was read along is not believed', async (t) => {
  const { file, taken, spool } = await growing(t);
  spool.follow();
  await writeFile(file, packet(1));
  await until(() => taken.length === 1, FOLLOWING);
  await writeFile(`${file}2`, packet(1));
  const error = await t.throwsAsync(spool.takeAll(`${file}2`));
  t.regex(error?.message ?? '', /another spool file than the one it wrote to/);
});

test('a file that says something else than its name is left alone', async (t) => {
  const { file, taken, spool } = await growing(t);
  spool.follow();
  await writeFile(file, packet(1, { sessionId: 9 }));
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  t.false(await spool.takeAll(file));
  t.deepEqual(taken, []);
});

test('what cannot be stored while it is read along ends the Job at once', async (t) => {
  const failed: Error[] = [];
  const take = () => Promise.reject(new Error('the Catalog is full'));
  const { file, spool } = await growing(t, { take, fail: (error) => void failed.push(error) });
  spool.follow();
  await writeFile(file, packet(1));
  await until(() => failed.length === 1, FOLLOWING);
  t.is(failed[0]?.message, 'the Catalog is full');
});
