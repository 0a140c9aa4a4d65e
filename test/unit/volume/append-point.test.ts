import test from 'ava';
import { type AppendPointOptions, findAppendPoint } from '../../../src/volume/append-point.ts';
import type { VolumeSource } from '../../../src/volume/volume-source.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';
import { sourceOf, WrittenVolume, writeSession } from '../../support/written-volume.ts';
import { fixtures, readFixture } from './fixture-volumes.ts';

const DATA = pseudoRandomBytes(100_000, 11);

function smallVolume(sessionId = 1, blockBytes = 1024): WrittenVolume {
  const volume = new WrittenVolume().label();
  writeSession(volume, { sessionId, jobId: 1, blockBytes, firstNumber: 1 }, (packer) => {
    for (const fileIndex of [1, 2, 3]) packer.write(fileIndex, 2, DATA.subarray(fileIndex, fileIndex + 3000));
  });
  return volume;
}

const pointOf = async (bytes: Buffer, options?: AppendPointOptions) => await findAppendPoint(sourceOf(bytes), options);

test('a Volume that ends well is appended to at its end', async (t) => {
  for (const fixture of fixtures.volumes) {
    const point = await pointOf(readFixture(fixture));
    t.like(point, { address: fixture.size, tornBytes: 0, damages: [] });
    t.like(point.last, { address: fixture.blocks.at(-1)?.address, header: { number: 0, sessionId: 2 } });
  }
  t.like(await pointOf(Buffer.alloc(0)), { address: 0, tornBytes: 0 });
});

test('wherever a Volume is cut, all that is behind its last whole block is given up, and nothing else', async (t) => {
  const volume = smallVolume();
  const { bytes } = volume;
  const ends = [
    0,
    volume.blocks[0]?.address ?? 0,
    ...volume.blocks.map(({ address, bytes: length }) => address + length),
  ];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const end = ends.findLast((address) => address <= cut) ?? 0;
    const point = await pointOf(bytes.subarray(0, cut));
    t.is(point.address, end, `cut at ${cut}`);
    t.is(point.tornBytes, cut - end);
    if (cut > end) t.like(point.damages, [{ kind: 'torn-block', address: end }]);
  }
});

test('zeros, a wrong checksum and garbage at the end are given up', async (t) => {
  const volume = smallVolume();
  const { bytes } = volume;
  const last = volume.blocks.at(-1)?.address ?? 0;
  t.is((await pointOf(Buffer.concat([bytes, Buffer.alloc(70_000)]))).address, bytes.length);
  t.is((await pointOf(Buffer.concat([bytes, DATA]))).address, bytes.length);
  const flipped = Buffer.from(bytes);
  flipped.fill(0, last + 100, last + 120);
  t.is((await pointOf(flipped)).address, last);
  const zeroed = Buffer.from(bytes).fill(0, last);
  t.is((await pointOf(zeroed)).address, last);
});

test('damage in the middle is told and left alone, also where a later Job was appended behind a torn block', async (t) => {
  const first = smallVolume();
  const torn = first.bytes.subarray(0, first.size - 300);
  for (const sessionId of [2, 9]) {
    const later = new WrittenVolume();
    writeSession(later, { sessionId, jobId: 2 }, (packer) => packer.write(1, 2, DATA.subarray(0, 100)));
    const bytes = Buffer.concat([torn, later.bytes]);
    t.like(await pointOf(bytes), { address: bytes.length, tornBytes: 0 });
    t.is((await pointOf(bytes)).damages.length, 1);
    t.is((await pointOf(bytes.subarray(0, bytes.length - 1))).address, first.blocks.at(-1)?.address ?? 0);
  }
  // One that ran beside it, with a lower number.
  const beside = new WrittenVolume();
  writeSession(beside, { sessionId: 0, jobId: 2 }, (packer) => packer.write(1, 2, DATA.subarray(0, 100)));
  t.like(await pointOf(Buffer.concat([torn, beside.bytes])), { tornBytes: 0 });
});

test('whole blocks of another Volume in the data of a torn block are not taken for its blocks', async (t) => {
  const inner = smallVolume(1, 256).bytes;
  const volume = new WrittenVolume().label();
  const packer = volume.session({ sessionId: 7 });
  packer.write(1, 2, DATA.subarray(0, 50_000));
  packer.write(2, 2, inner);
  packer.write(3, 2, DATA.subarray(0, 64_512 - 24 - 50_012 - inner.length - 24));
  packer.flush();
  const whole = volume.bytes;
  const start = volume.blocks[0]?.address ?? 0;
  // Cut behind the inner blocks, and in the middle of one of them.
  t.like(await pointOf(whole.subarray(0, whole.length - 10)), { address: start });
  t.like(await pointOf(whole.subarray(0, start + 24 + 50_012 + 12 + 1000)), { address: start });
  t.like(await pointOf(whole), { address: whole.length, tornBytes: 0 });
});

test('what is known to be good is not read again', async (t) => {
  const volume = smallVolume();
  const { bytes } = volume;
  const goodEnd = volume.blocks[4]?.address ?? 0;
  const reads: [number, number][] = [];
  t.like(await findAppendPoint(sourceOf(bytes.subarray(0, -5), reads), { goodEnd }), {
    address: volume.blocks.at(-1)?.address,
  });
  t.true(reads.every(([position]) => position >= goodEnd));
  t.like(await pointOf(bytes, { goodEnd: bytes.length }), { address: bytes.length, tornBytes: 0 });
  t.like(await pointOf(bytes.subarray(0, goodEnd + 3), { goodEnd }), { address: goodEnd, tornBytes: 3 });
});

test('what was wrongly said to be good is looked at', async (t) => {
  const volume = smallVolume();
  const { bytes } = volume;
  const wrong = (volume.blocks[4]?.address ?? 0) + 17;
  t.like(await pointOf(bytes, { goodEnd: wrong }), { address: bytes.length });
  t.like(await pointOf(bytes.subarray(0, -5), { goodEnd: bytes.length + 100 }), {
    address: volume.blocks.at(-1)?.address,
  });
});

/** A hundred blocks of a megabyte, which need no memory; `edit` may change what is read. */
function longVolume(blocks: number, edit: (bytes: Buffer, position: number) => void = () => {}) {
  const volume = new WrittenVolume();
  const packer = volume.session({ sessionId: 1, blockBytes: 1_000_000 });
  packer.write(1, 2, Buffer.alloc(1_000_000 - 36));
  const block = volume.bytes;
  let bytesRead = 0;
  const read = async (buffer: Buffer, position: number): Promise<number> => {
    for (let at = 0; at < buffer.length; ) {
      at += block.copy(buffer, at, (position + at) % 1_000_000);
    }
    bytesRead += buffer.length;
    edit(buffer, position);
    return buffer.length;
  };
  const source: VolumeSource = { volume: 'Long', sizeBytes: blocks * 1_000_000, read };
  return { source, bytesRead: () => bytesRead };
}

test('of a long Volume only the end is read', async (t) => {
  const { source, bytesRead } = longVolume(300);
  t.like(await findAppendPoint(source), { address: 300_000_000, tornBytes: 0 });
  t.true(bytesRead() < 50_000_000);
  const torn = { ...source, sizeBytes: 299_500_000 };
  t.like(await findAppendPoint(torn), { address: 299_000_000, tornBytes: 500_000 });
});

test('of a long Volume whose end is damaged again and again the headers are followed from the beginning', async (t) => {
  // Every tenth block is damaged: no run of good ones is longer than a block may be.
  const { source, bytesRead } = longVolume(300, (bytes, position) => {
    for (let block = 205; block < 300; block += 10) {
      const at = block * 1_000_000 + 5000 - position;
      if (at >= 0 && at < bytes.length) bytes[at] = 1;
    }
  });
  const point = await findAppendPoint(source);
  t.like(point, { address: 300_000_000, tornBytes: 0 });
  t.is(point.damages.length, 5);
  t.true(bytesRead() < 120_000_000);
});
