import test from 'ava';
import fc from 'fast-check';
import { readVolume } from '../../../src/volume/block-reader.ts';
import type { Range } from '../../../src/volume/bootstrap.ts';
import { VolumeDamagedError } from '../../../src/volume/errors.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';
import { sourceOf, WrittenVolume } from '../../support/written-volume.ts';
import { readBack } from './read-back.ts';

const DATA = pseudoRandomBytes(3_000_000, 3);

/** A hundred blocks of 4096 bytes, each with its number as FileIndex. */
function hundredBlocks(blockBytes = 4096): WrittenVolume {
  const volume = new WrittenVolume();
  const packer = volume.session({ sessionId: 1, blockBytes });
  for (let i = 0; i < 100; i++) {
    packer.write(i + 1, 2, DATA.subarray(i, i + blockBytes - 36));
    packer.flush();
  }
  return volume;
}

const planOf = (ranges: readonly Range[]) => (address: number) => {
  const range = ranges.find(({ last }) => last >= address);
  return range && { first: Math.max(range.first, address), last: range.last };
};

test('only the addresses of a plan are read, and not a byte behind them', async (t) => {
  const volume = hundredBlocks();
  const reads: [number, number][] = [];
  const ranges = [
    { first: 10 * 4096, last: 12 * 4096 - 1 },
    { first: 50 * 4096, last: 51 * 4096 },
    { first: 99 * 4096, last: 99 * 4096 },
  ];
  const { records, damages } = await readBack(sourceOf(volume.bytes, reads), { plan: planOf(ranges) });
  t.deepEqual(
    records.map(({ fileIndex }) => fileIndex),
    // The second range ends with the first byte of a block: that block begins in it.
    [11, 12, 51, 52, 100],
  );
  t.deepEqual(damages, []);
  const wanted = (at: number) => ranges.some(({ first, last }) => at >= first && at <= last + 4096);
  for (const [position, bytes] of reads)
    t.true(wanted(position) && wanted(position + bytes - 1), `${position}+${bytes}`);
  t.is(
    reads.reduce((sum, [, bytes]) => sum + bytes, 0),
    5 * 4096,
  );
});

test('whatever the ranges, every block that begins in one is read once, and no other', async (t) => {
  const volume = hundredBlocks(256);
  const { bytes } = volume;
  const range = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 2000 })).map(([block, length]) => ({
    first: block * 256,
    last: block * 256 + length,
  }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(range, { maxLength: 5 }),
      fc.integer({ min: 50, max: 5000 }),
      async (list, pieceBytes) => {
        const sorted = list.toSorted((a, b) => a.first - b.first);
        const plan = (address: number) => {
          const next = sorted
            .filter(({ last }) => last >= address)
            .map(({ first, last }) => ({ first: Math.max(first, address), last }));
          // A range may begin in the middle of the block that the one before ended with.
          return next.toSorted((a, b) => a.first - b.first)[0];
        };
        const { records, stopped } = await readBack(sourceOf(bytes), { plan, pieceBytes });
        const expected = volume.blocks.filter(({ address }) =>
          list.some(({ first, last }) => address >= first && address <= last),
        );
        if (stopped !== undefined) throw new Error(stopped.found);
        const read = records.map(({ fileIndex }) => fileIndex);
        if (read.join() !== expected.map(({ number }) => number + 1).join()) throw new Error(`read ${read}`);
      },
    ),
    { numRuns: 200 },
  );
  t.pass();
});

test('the next piece is read while this one is worked on, and nothing is read any more when the reader is left', async (t) => {
  const { bytes } = hundredBlocks();
  let underWay = 0;
  let most = 0;
  const read = async (buffer: Buffer, position: number) => {
    underWay += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay -= 1;
    return bytes.copy(buffer, 0, position);
  };
  for await (const { blocks } of readVolume({ volume: 'V', sizeBytes: bytes.length, read }, { pieceBytes: 20_000 })) {
    most = Math.max(most, underWay);
    if ((blocks[0]?.address ?? 0) > 200_000) break;
  }
  t.is(most, 1);
  t.is(underWay, 0);
});

test('an error of the device reaches whoever reads, also one that happened ahead', async (t) => {
  const { bytes } = hundredBlocks();
  const broken = new Error('input/output error');
  const read = async (buffer: Buffer, position: number) => {
    if (position > 100_000) throw broken;
    return bytes.copy(buffer, 0, position);
  };
  let blocks = 0;
  const reading = async () => {
    for await (const batch of readVolume({ volume: 'V', sizeBytes: bytes.length, read }, { pieceBytes: 50_000 })) {
      blocks += batch.blocks.length;
    }
  };
  t.is(await t.throwsAsync(reading), broken);
  t.true(blocks > 10);
  // Nobody ever asks for the piece that failed.
  for await (const _ of readVolume({ volume: 'V', sizeBytes: bytes.length, read }, { pieceBytes: 100_001 })) break;
  await new Promise((resolve) => setImmediate(resolve));
});

test('an abort ends the reading', async (t) => {
  const { bytes } = hundredBlocks();
  const controller = new AbortController();
  const stop = new Error('stop');
  const reading = async () => {
    for await (const _ of readVolume(sourceOf(bytes), { pieceBytes: 10_000, signal: controller.signal })) {
      controller.abort(stop);
    }
  };
  t.is(await t.throwsAsync(reading), stop);
});

test('blocks that are longer than the pieces are read, up to the longest that there may be', async (t) => {
  const volume = new WrittenVolume();
  const sizes = [100_000, 3_000_000, 4096, 2_900_000, 500];
  for (const [i, blockBytes] of sizes.entries()) {
    const packer = volume.session({ sessionId: i + 1, blockBytes });
    packer.write(1, 2, DATA.subarray(0, blockBytes - 36));
    packer.flush();
  }
  for (const pieceBytes of [1000, 70_000, 2_000_000]) {
    const { records, damages } = await readBack(sourceOf(volume.bytes), { pieceBytes });
    t.deepEqual(damages, []);
    t.deepEqual(
      records.map(({ data }) => data.equals(DATA.subarray(0, data.length)) && data.length + 36),
      sizes,
    );
  }
});

test('a source that ends before it said is a Volume that ends there', async (t) => {
  const { bytes } = hundredBlocks();
  const source = { ...sourceOf(bytes.subarray(0, 10_000)), sizeBytes: bytes.length };
  const { records, damages } = await readBack(source);
  t.deepEqual(
    records.map(({ fileIndex }) => fileIndex),
    [1, 2],
  );
  t.like(damages, [{ kind: 'torn-block', address: 8192 }]);
});

test('zeros behind the last block are no block', async (t) => {
  const { bytes } = hundredBlocks();
  const zeros = Buffer.concat([bytes, Buffer.alloc(5000)]);
  const { records, stopped } = await readBack(sourceOf(zeros));
  t.is(records.length, 100);
  t.like(stopped, { kind: 'not-a-block', address: bytes.length });
  const salvaged = await readBack(sourceOf(zeros), { salvage: true });
  t.is(salvaged.records.length, 100);
  t.like(salvaged.damages, [{ kind: 'not-a-block', address: bytes.length }]);
});

test('a block that another was written into is no torn end: reading stops with an error', async (t) => {
  const volume = hundredBlocks();
  const bytes = Buffer.concat([volume.bytes.subarray(0, 98 * 4096 + 1000), volume.bytes.subarray(99 * 4096)]);
  const { records, stopped } = await readBack(sourceOf(bytes));
  t.is(records.length, 98);
  t.like(stopped, { kind: 'checksum', address: 98 * 4096, number: 98 });
  const shorter = Buffer.concat([
    volume.bytes.subarray(0, 98 * 4096 + 1000),
    hundredBlocks(256).bytes.subarray(0, 256),
  ]);
  t.like((await readBack(sourceOf(shorter))).stopped, { kind: 'block-length', address: 98 * 4096, number: 98 });
  const salvaged = await readBack(sourceOf(shorter), { salvage: true });
  t.is(salvaged.records.length, 99);
});

test('whole blocks of another Volume that lie in a damaged one are not taken for blocks', async (t) => {
  const inner = hundredBlocks(256).bytes;
  const volume = new WrittenVolume().label();
  const packer = volume.session({ sessionId: 7, blockBytes: 20_000 });
  for (let i = 0; i < 3; i++) {
    packer.write(i + 1, 2, inner.subarray(0, 19_000));
    packer.flush();
  }
  const bytes = volume.bytes;
  bytes[volume.blocks[1]?.address ?? 0] = 1;
  const { records, damages } = await readBack(sourceOf(bytes), { salvage: true });
  t.deepEqual(
    records.slice(1).map(({ sessionId, fileIndex }) => [sessionId, fileIndex]),
    [
      [7, 1],
      [7, 3],
    ],
  );
  t.deepEqual(
    damages.map(({ kind, address }) => [kind, address]),
    [
      ['checksum', volume.blocks[1]?.address],
      ['block-order', volume.blocks[2]?.address],
    ],
  );
});

test('data that is full of false headers is passed by without a checksum for each', async (t) => {
  const false_ = Buffer.alloc(16);
  false_.writeUInt32BE(19_000_000, 4);
  false_.write('BB02', 12);
  const liar = Buffer.alloc(21_000_000, false_);
  const bytes = Buffer.concat([hundredBlocks().bytes, Buffer.alloc(100), liar, hundredBlocks().bytes]);
  const { records } = await readBack(sourceOf(bytes), { salvage: true });
  t.is(records.length, 200);
});

test('where a device writes no checksums, salvaging goes by what follows a block', async (t) => {
  const volume = hundredBlocks();
  const bytes = volume.bytes;
  for (const { address } of volume.blocks) bytes.writeUInt32BE(0, address);
  t.like((await readBack(sourceOf(bytes))).stopped, { kind: 'checksum', address: 0 });
  t.is((await readBack(sourceOf(bytes), { checksums: false })).records.length, 100);
  bytes.fill(0, 10 * 4096, 11 * 4096);
  const { records } = await readBack(sourceOf(bytes), { checksums: false, salvage: true });
  t.is(records.length, 99);
});

test('what stops the reading is an error that says all of it', async (t) => {
  const volume = hundredBlocks();
  const bytes = volume.bytes;
  bytes[5 * 4096 + 100] = (bytes[5 * 4096 + 100] ?? 0) ^ 1;
  const reading = async () => {
    for await (const _ of readVolume(sourceOf(bytes)));
  };
  const error = await t.throwsAsync(reading, { instanceOf: VolumeDamagedError });
  t.is(error.code, 'VOLUME_DAMAGED');
  t.is(
    error.message,
    'Volume "Written-0001", block 5 of session 1/1795169548, at address 20480: wrong checksum of its 4096 bytes',
  );
});
