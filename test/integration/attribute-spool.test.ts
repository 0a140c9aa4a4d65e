import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { readAttributeSpool } from '../../src/director/job/attribute-spool.ts';
import { encodeAttributePacket } from '../../src/protocol/index.ts';

const owner = { daemon: 'Storage "S"', jobId: 7, sessionId: 3, sessionTime: 1_795_000_000 };

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
    const stored = await readAttributeSpool(file, owner, ({ fileIndex, record }) => {
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
  t.false(await readAttributeSpool('/no/such/file', owner, take as never));
  t.false(await readAttributeSpool(tmpdir(), owner, take as never));
  const directory = await mkdtemp(join(tmpdir(), 'understudy-spool-'));
  await symlink('/dev/zero', join(directory, 'link'));
  t.false(await readAttributeSpool(join(directory, 'link'), owner, take as never));
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
