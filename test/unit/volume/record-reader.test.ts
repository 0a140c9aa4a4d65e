import { createHash } from 'node:crypto';
import test from 'ava';
import { sealBlock } from '../../../src/volume/block-checksum.ts';
import { encodeBlockHeader } from '../../../src/volume/block-header.ts';
import { encodeRecordHeader } from '../../../src/volume/record.ts';
import { RecordAssembler } from '../../../src/volume/record-assembler.ts';
import { readRecords } from '../../../src/volume/record-reader.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';
import { SESSION_TIME, sourceOf, WrittenVolume, writeSession } from '../../support/written-volume.ts';
import { fixtures, readFixture } from './fixture-volumes.ts';
import { readBack } from './read-back.ts';

const DATA = pseudoRandomBytes(100_000, 9);

for (const fixture of fixtures.volumes) {
  test(`every record that ${fixture.written_by} wrote is read, whatever the pieces`, async (t) => {
    for (const pieceBytes of [100, 4096, 65_000, 1_000_000]) {
      const { records, damages } = await readBack(sourceOf(readFixture(fixture)), { pieceBytes });
      t.deepEqual(damages, []);
      for (const [session, expected] of Object.entries(fixture.sessions)) {
        const sessionId = Number.parseInt(session, 10);
        const read = records.filter((record) => record.sessionId === sessionId && record.fileIndex > 0);
        t.deepEqual(
          read.map(({ fileIndex, stream, data }) => ({
            FileIndex: fileIndex,
            Stream: stream,
            length: data.length,
            record_sha256: createHash('sha256').update(data).digest('hex'),
          })),
          expected.records as never,
        );
      }
      const labels = records.filter(({ fileIndex }) => fileIndex < 0);
      t.deepEqual(
        labels.map(({ address, stream, data }) => [address, stream, data.length]),
        fixture.labels.map((label) => [label.record_block_address, label.stream_field, label.data_length]),
      );
    }
  });
}

/** Three files of 3000 bytes in blocks of 1024, between labels. */
function smallVolume(): WrittenVolume {
  const volume = new WrittenVolume().label();
  writeSession(volume, { sessionId: 1, jobId: 1, blockBytes: 1024, firstNumber: 1 }, (packer) => {
    for (const fileIndex of [1, 2, 3]) packer.write(fileIndex, 2, DATA.subarray(fileIndex, fileIndex + 3000));
  });
  return volume;
}

const filesOf = (records: readonly { fileIndex: number }[]) =>
  records.map(({ fileIndex }) => fileIndex).filter((fileIndex) => fileIndex > 0);

test('a Volume that is cut anywhere gives all that is whole before, and says where it ends', async (t) => {
  const volume = smallVolume();
  const { bytes } = volume;
  for (let cut = 0; cut < bytes.length; cut += 1) {
    const { records, damages, stopped } = await readBack(sourceOf(bytes.subarray(0, cut)));
    t.is(stopped, undefined, `cut at ${cut}`);
    const whole = volume.blocks.filter(({ address, bytes: length }) => address + length <= cut);
    const cutBlock = volume.blocks.find(({ address, bytes: length }) => address < cut && cut < address + length);
    for (const { fileIndex, data } of records) {
      if (fileIndex > 0) t.deepEqual(data, DATA.subarray(fileIndex, fileIndex + 3000));
    }
    const torn = damages.find(({ kind }) => kind === 'torn-block');
    if (cutBlock === undefined) t.is(torn === undefined, cut === 0 || cut >= (volume.blocks[0]?.address ?? 0));
    else {
      t.is(torn?.address, cutBlock.address, `cut at ${cut}`);
      if (cut - cutBlock.address >= 32) t.like(torn, { number: cutBlock.number, sessionId: 1, volume: volume.name });
    }
    if (whole.length < volume.blocks.length - 1 && whole.length > 0) {
      t.true(
        damages.some(({ kind }) => kind === 'unfinished-record'),
        `cut at ${cut}`,
      );
    }
  }
});

test('a flipped bit stops reading with its block named; salvaging goes on behind it', async (t) => {
  const volume = smallVolume();
  for (const broken of volume.blocks) {
    // Each byte of the header, of which none can lie, and some behind it.
    for (let at = 0; at < broken.bytes; at += at < 24 ? 1 : 97) {
      const bytes = volume.bytes;
      bytes[broken.address + at] = (bytes[broken.address + at] ?? 0) ^ 0x10;
      const strict = await readBack(sourceOf(bytes));
      const found = strict.stopped ?? strict.damages.find(({ kind }) => kind === 'torn-block');
      t.is(found?.address, broken.address, `byte ${at} of ${broken.address}`);
      const salvaged = await readBack(sourceOf(bytes), { salvage: true, pieceBytes: 777 });
      t.is(salvaged.stopped, undefined);
      t.is(salvaged.damages[0]?.address, broken.address);
      const concerned = [broken.firstFileIndex, broken.lastFileIndex];
      for (const file of [1, 2, 3]) {
        const within = concerned[0] !== 0 && file >= (concerned[0] ?? 0) && file <= (concerned[1] ?? 0);
        t.is(filesOf(salvaged.records).includes(file), !within, `file ${file}, byte ${at} of ${broken.address}`);
      }
      for (const { fileIndex, data } of salvaged.records) {
        if (fileIndex > 0) t.deepEqual(data, DATA.subarray(fileIndex, fileIndex + 3000));
      }
    }
  }
});

test('swapped, doubled and missing blocks are found by their numbers, and no record is put together wrongly', async (t) => {
  const volume = smallVolume();
  const block = (index: number) => {
    const { address, bytes } = volume.blocks[index] as (typeof volume.blocks)[number];
    return volume.bytes.subarray(address, address + bytes);
  };
  const label = volume.bytes.subarray(0, volume.blocks[0]?.address);
  const orders = { swapped: [0, 1, 3, 2, 4, 5], doubled: [0, 1, 1, 2, 3], missing: [0, 1, 3, 4, 5, 6, 7] };
  for (const [name, order] of Object.entries(orders)) {
    const bytes = Buffer.concat([label, ...order.map(block)]);
    const { records, damages, stopped } = await readBack(sourceOf(bytes));
    t.is(stopped, undefined);
    t.true(
      damages.some(({ kind }) => kind === 'block-order'),
      name,
    );
    t.true(
      damages.some(({ kind }) => kind === 'unfinished-record'),
      name,
    );
    t.true(
      damages.some(({ kind }) => kind === 'missing-beginning'),
      name,
    );
    for (const { fileIndex, data } of records) {
      if (fileIndex > 0) t.deepEqual(data, DATA.subarray(fileIndex, fileIndex + 3000), name);
    }
  }
});

test('a record goes on on the next Volume, and its block numbers too', async (t) => {
  const volume = smallVolume();
  const bytes = volume.bytes;
  const cut = volume.blocks[3]?.address ?? 0;
  const assembler = new RecordAssembler();
  const first = await readBack(sourceOf(bytes.subarray(0, cut), [], 'A'), { assembler });
  // Its label is in a block of the very session.
  const next = new WrittenVolume('B').label({}, { volumesWritten: 2, sessionId: 1, sessionTime: SESSION_TIME });
  const rest = Buffer.concat([next.bytes, bytes.subarray(cut)]);
  const second = await readBack(sourceOf(rest, [], 'B'), { assembler });
  t.deepEqual([...filesOf(first.records), ...filesOf(second.records)], [1, 2, 3]);
  t.deepEqual([...first.damages, ...second.damages, ...assembler.finish().damages], []);
  const spanning = second.records.find(({ fileIndex }) => fileIndex > 0);
  t.is(spanning?.volume, 'A');
  t.is(spanning?.data.length, 3000);
});

/** One block of a version with these records: FileIndex, Stream, length that the header says, data. */
function handmade(
  version: 'BB01' | 'BB02' | 'BB03',
  number: number,
  records: readonly (readonly [number, number, number, Buffer])[],
  session = 1,
): Buffer {
  const old = version === 'BB01' ? Buffer.from([0, 0, 0, session, 0, 0, 0, 2]) : Buffer.alloc(0);
  const parts = records.map(([fileIndex, stream, length, data]) => {
    const head = Buffer.alloc(12);
    encodeRecordHeader(head, 0, fileIndex, stream, length);
    return Buffer.concat([old, head, data]);
  });
  const header = Buffer.alloc({ BB01: 16, BB02: 24, BB03: 32 }[version]);
  const block = Buffer.concat([header, ...parts]);
  const head = Buffer.alloc(32);
  encodeBlockHeader(head, { version, bytes: block.length, number, sessionId: session, sessionTime: 2 });
  head.copy(block, 0, 0, header.length);
  sealBlock(block, version);
  return block;
}

const whole = (fileIndex: number, text: string) => [fileIndex, 2, text.length, Buffer.from(text)] as const;

test('BB01, whose records carry the session, is read too, with records of several sessions in one Volume', async (t) => {
  const bytes = Buffer.concat([
    handmade('BB01', 0, [whole(1, 'one'), [2, 2, 6, Buffer.from('tw')]], 1),
    handmade('BB01', 0, [whole(1, 'other')], 5),
    handmade('BB01', 1, [[2, -2, 4, Buffer.from('o to')], whole(3, 'three')], 1),
  ]);
  const { records, damages } = await readBack(sourceOf(bytes));
  t.deepEqual(damages, []);
  t.deepEqual(
    records.map(({ sessionId, fileIndex, data }) => [sessionId, fileIndex, data.toString()]),
    [
      [1, 1, 'one'],
      [5, 1, 'other'],
      [1, 2, 'two to'],
      [1, 3, 'three'],
    ],
  );
});

test('versions may change from block to block, in the middle of a record', async (t) => {
  const bytes = Buffer.concat([
    handmade('BB03', 0, [[2, 2, 6, Buffer.from('tw')]]),
    handmade('BB02', 1, [[2, -2, 4, Buffer.from('o to')]]),
  ]);
  const { records } = await readBack(sourceOf(bytes));
  t.deepEqual(
    records.map(({ data }) => data.toString()),
    ['two to'],
  );
});

test('a continuation without a beginning, or of another length, is told and left out', async (t) => {
  const middle = handmade('BB02', 4, [[2, -2, 4, Buffer.from('o to')], whole(3, 'three')]);
  const alone = await readBack(sourceOf(middle));
  t.deepEqual(
    alone.records.map(({ data }) => data.toString()),
    ['three'],
  );
  t.like(alone.damages, [{ kind: 'missing-beginning', address: 0, number: 4, sessionId: 1, sessionTime: 2 }]);

  const beginning = handmade('BB02', 3, [[2, 2, 9, Buffer.from('tw')]]);
  const both = await readBack(sourceOf(Buffer.concat([beginning, middle])));
  t.deepEqual(
    both.records.map(({ data }) => data.toString()),
    ['three'],
  );
  t.deepEqual(
    both.damages.map(({ kind, address }) => [kind, address]),
    [
      ['unfinished-record', 0],
      ['missing-beginning', beginning.length],
    ],
  );
});

test('a record without its end is dropped when the next begins, and when nothing more comes', async (t) => {
  const open = handmade('BB02', 0, [[2, 2, 9, Buffer.from('tw')]]);
  const next = handmade('BB02', 1, [whole(3, 'three'), [4, 2, 9, Buffer.from('fo')]]);
  const { records, damages } = await readBack(sourceOf(Buffer.concat([open, next])));
  t.deepEqual(
    records.map(({ data }) => data.toString()),
    ['three'],
  );
  t.deepEqual(
    damages.map(({ kind, address, number, found }) => [kind, address, number, found]),
    [
      ['unfinished-record', 0, 0, 'a record of file 2 lacks its last 7 bytes'],
      ['unfinished-record', open.length, 1, 'a record of file 4 lacks its last 7 bytes'],
    ],
  );
});

test.serial(
  'a length that no record has ends its block, not the reading; a claimed length costs no memory',
  async (t) => {
    const bad = handmade('BB02', 0, [whole(1, 'one'), [2, 2, 20_000_000, Buffer.from('x'.repeat(50))]]);
    const claims = handmade('BB02', 1, [[3, 2, 19_999_999, Buffer.from('x')]]);
    const good = handmade('BB02', 2, [whole(4, 'four')]);
    const before = process.memoryUsage().arrayBuffers;
    const { records, damages } = await readBack(sourceOf(Buffer.concat([bad, claims, good])));
    t.true(process.memoryUsage().arrayBuffers - before < 1_000_000);
    t.deepEqual(
      records.map(({ data }) => data.toString()),
      ['one', 'four'],
    );
    t.deepEqual(
      damages.map(({ kind }) => kind),
      ['record-length', 'unfinished-record'],
    );
  },
);

test('a block of a hundred thousand tiny records comes in batches of a few thousand', async (t) => {
  const many = Array.from({ length: 100_000 }, (_, i) => whole(i + 1, ''));
  const assembler = new RecordAssembler();
  const sizes: number[] = [];
  for await (const { records } of readRecords(sourceOf(handmade('BB02', 0, many)), assembler))
    sizes.push(records.length);
  t.is(
    sizes.reduce((a, b) => a + b),
    100_000,
  );
  t.true(Math.max(...sizes) <= 4096);
});

test.serial('ten thousand sessions that leave records open do not stay in memory', async (t) => {
  const blocks = Array.from({ length: 10_000 }, (_, i) => handmade('BB02', 0, [[1, 2, 9, Buffer.from('x')]], i & 0xff));
  for (const [i, block] of blocks.entries()) {
    block.writeUInt32BE(i, 16);
    sealBlock(block, 'BB02');
  }
  const before = process.memoryUsage().arrayBuffers;
  const { damages } = await readBack(sourceOf(Buffer.concat(blocks)));
  t.is(damages.length, 10_000);
  t.true(damages.every(({ kind }) => kind === 'unfinished-record'));
  t.true(process.memoryUsage().arrayBuffers - before < 200_000_000);
});
