import test from 'ava';
import fc from 'fast-check';
import { decodeBlock } from '../../../src/volume/block.ts';
import { BlockPacker, type FinishedBlock } from '../../../src/volume/block-packer.ts';
import { BlockPool } from '../../../src/volume/block-pool.ts';
import { RecordRefusedError } from '../../../src/volume/errors.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';
import { sourceOf, WrittenVolume } from '../../support/written-volume.ts';
import { readBack } from './read-back.ts';

const DATA = pseudoRandomBytes(400_000, 5);

interface Put {
  readonly session: number;
  readonly fileIndex: number;
  readonly stream: number;
  readonly bytes: number;
}

const puts = fc.array(
  fc.record({
    session: fc.integer({ min: 1, max: 3 }),
    fileIndex: fc.integer({ min: 1, max: 0x7fff_ffff }),
    stream: fc.integer({ min: 1, max: 0x7fff_ffff }),
    bytes: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 400_000 })),
  }),
  { maxLength: 40 },
);

test('records of several sessions come back as they were written, whatever the sizes of records, blocks and pieces', async (t) => {
  await fc.assert(
    fc.asyncProperty(puts, fc.integer({ min: 64, max: 70_000 }), fc.integer({ min: 100, max: 300_000 }), roundTrip),
    { numRuns: 60 },
  );
  t.pass();
});

async function roundTrip(list: readonly Put[], blockBytes: number, pieceBytes: number): Promise<void> {
  const volume = new WrittenVolume().label();
  const packers = [1, 2, 3].map((sessionId) => volume.session({ sessionId, blockBytes, firstNumber: 1 }));
  for (const { session, fileIndex, stream, bytes } of list) {
    packers[session - 1]?.write(fileIndex, stream, DATA.subarray(bytes % 7, (bytes % 7) + bytes));
  }
  for (const packer of packers) packer.flush();
  const { records, damages, stopped } = await readBack(sourceOf(volume.bytes), { pieceBytes });
  if (damages.length > 0 || stopped !== undefined) throw new Error('a sound Volume was called damaged');
  for (const sessionId of [1, 2, 3]) {
    const wrote = list.filter(({ session }) => session === sessionId);
    const read = records.filter((record) => record.sessionId === sessionId && record.fileIndex > 0);
    if (read.length !== wrote.length) throw new Error(`${read.length} of ${wrote.length} records`);
    wrote.forEach(({ fileIndex, stream, bytes }, i) => {
      const record = read[i];
      const same = record?.fileIndex === fileIndex && record.stream === stream;
      if (!same || !record.data.equals(DATA.subarray(bytes % 7, (bytes % 7) + bytes))) throw new Error(`record ${i}`);
    });
  }
}

test('blocks are full but for what no record header fits into, and say which files are in them', (t) => {
  const volume = new WrittenVolume();
  const packer = volume.session({ sessionId: 1, blockBytes: 1024 });
  packer.write(1, 1, DATA.subarray(0, 100));
  packer.write(1, 2, DATA.subarray(0, 2000));
  packer.write(2, 1, DATA.subarray(0, 100));
  packer.write(3, 1, DATA.subarray(0, 100));
  packer.flush();
  packer.flush();
  t.deepEqual(
    volume.blocks.map(({ number, firstFileIndex, lastFileIndex, bytes }) => [
      number,
      firstFileIndex,
      lastFileIndex,
      bytes,
    ]),
    [
      [0, 1, 1, 1024],
      [1, 1, 1, 1024],
      [2, 1, 3, 24 + 12 + (2000 - (1000 - 112 - 12) - 988) + 112 + 112],
    ],
  );
  t.is(packer.jobBytes, 2300);
});

test('a header is never split, and one that just fits begins a record whose data is all in the next block', async (t) => {
  // 24 bytes of header; what is left behind the first record decides.
  for (const [left, blocks] of [
    [11, [1024 - 11, 36 + 50]],
    [12, [1024, 36 + 50]],
    [13, [1024, 36 + 49]],
  ] as const) {
    const volume = new WrittenVolume();
    const packer = volume.session({ sessionId: 1, blockBytes: 1024 });
    packer.write(1, 2, DATA.subarray(0, 1024 - 24 - 12 - left));
    packer.write(2, 2, DATA.subarray(0, 50));
    packer.flush();
    t.deepEqual(
      volume.blocks.map(({ bytes }) => bytes),
      blocks,
      `${left} bytes left`,
    );
    t.is(volume.blocks[0]?.lastFileIndex, left < 12 ? 1 : 2);
    const { records, damages } = await readBack(sourceOf(volume.bytes));
    t.deepEqual(records[1]?.data, DATA.subarray(0, 50));
    t.deepEqual(damages, []);
  }
});

test('a session label is never split, and makeRoom says beforehand into which block it goes', (t) => {
  const volume = new WrittenVolume();
  const packer = volume.session({ sessionId: 1, blockBytes: 1024 });
  packer.writeLabel('startOfSession', 7, DATA.subarray(0, 200));
  t.is(packer.openBytes, 24 + 212);
  packer.write(1, 2, DATA.subarray(0, 700));
  packer.makeRoom(40);
  t.is(volume.blocks.length, 0);
  packer.makeRoom(200);
  t.deepEqual(
    volume.blocks.map(({ bytes }) => bytes),
    [24 + 212 + 712],
  );
  packer.writeLabel('endOfSession', 7, DATA.subarray(0, 200));
  packer.flush();
  t.deepEqual(
    volume.blocks.map(({ firstFileIndex }) => firstFileIndex),
    [1, 0],
  );
  t.is(packer.jobBytes, 700);
});

test('numbers go on over 2^32 and over Volumes', (t) => {
  const volume = new WrittenVolume();
  const packer = volume.session({ sessionId: 1, blockBytes: 1024, firstNumber: 0xffff_ffff });
  for (let i = 0; i < 2; i++) {
    packer.write(1, 2, DATA.subarray(0, 10));
    packer.flush();
  }
  t.deepEqual(
    volume.blocks.map(({ number }) => number),
    [0xffff_ffff, 0],
  );
  t.is(packer.nextNumber, 1);
});

test('what is not written yet makes the packer wait, and the data is taken when a block comes back', async (t) => {
  const out: FinishedBlock[] = [];
  const pool = new BlockPool(1024, 2);
  const packer = new BlockPacker({ sessionId: 1, sessionTime: 2, firstNumber: 0, pool, emit: (b) => out.push(b) });
  t.is(packer.write(1, 2, DATA.subarray(0, 500)), undefined);
  const waiting = packer.write(1, 3, DATA.subarray(0, 3000));
  t.true(waiting instanceof Promise);
  t.is(out.length, 2);
  let done = false;
  waiting?.then(() => (done = true));
  const written: Buffer[] = [];
  while (!done) {
    const block = out.shift();
    if (block !== undefined) {
      written.push(Buffer.from(block.data));
      block.release();
      block.release();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  packer.flush();
  written.push(...out.map(({ data }) => Buffer.from(data)));
  const { records, damages } = await readBack(sourceOf(Buffer.concat(written)));
  t.deepEqual(
    records.map(({ data }) => data),
    [DATA.subarray(0, 500), DATA.subarray(0, 3000)],
  );
  t.deepEqual(damages, []);
});

test('a writer that gave up ends the waiting, and nothing more is taken', async (t) => {
  const pool = new BlockPool(1024, 1);
  const packer = new BlockPacker({ sessionId: 1, sessionTime: 2, firstNumber: 0, pool, emit: () => {} });
  const waiting = packer.write(1, 2, DATA.subarray(0, 3000));
  const gone = new Error('no space left');
  pool.close(gone);
  t.is(await t.throwsAsync(async () => await waiting), gone);
  t.is(
    t.throws(() => packer.write(1, 2, DATA)),
    gone,
  );
});

test('records that no reader takes are refused, whoever sends them', (t) => {
  const packer = new WrittenVolume().session({ sessionId: 1 });
  const refused = { instanceOf: RecordRefusedError };
  t.throws(() => packer.write(0, 2, DATA), refused);
  t.throws(() => packer.write(-4, 2, DATA), refused);
  t.throws(() => packer.write(1, 0, DATA), refused);
  t.throws(() => packer.write(1, -2, DATA), refused);
  t.throws(() => packer.write(2 ** 31, 2, DATA), refused);
  t.throws(() => packer.write(1, 2, Buffer.alloc(20_000_000)), refused);
  t.notThrows(() => packer.write(1, 2, Buffer.alloc(0)));
});

test('a finished block is whole: length, number, session and checksum', (t) => {
  const volume = new WrittenVolume();
  const packer = volume.session({ sessionId: 9, sessionTime: 77, firstNumber: 5 });
  packer.write(1, 2, DATA.subarray(0, 70_000));
  packer.flush();
  const decoded = decodeBlock(volume.bytes, 0, { volume: 'V', address: 0, checksums: true });
  t.like(decoded, { block: { header: { version: 'BB02', bytes: 64_512, number: 5, sessionId: 9, sessionTime: 77 } } });
});

test('a pool that is done leaves its memory to the next one, but nothing that is still out', (t) => {
  const bytes = 1111;
  const first = new BlockPool(bytes, 2);
  const [back, out] = [first.take(), first.take()];
  if (back === undefined || out === undefined) return t.fail();
  first.give(back);
  first[Symbol.dispose]();
  t.throws(() => first.take());
  first.give(out);
  const next = new BlockPool(bytes, 3);
  const taken = [next.take(), next.take(), next.take()];
  t.is(taken.filter((buffer) => buffer === back).length, 1);
  t.false(taken.includes(out));
  t.is(new BlockPool(bytes + 1, 1).take()?.length, bytes + 1);
});
