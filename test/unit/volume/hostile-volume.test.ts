/** Whatever stands on a Volume: reading ends, in bounded time and memory, and gives nothing that was not written. */
import test from 'ava';
import fc from 'fast-check';
import { findAppendPoint } from '../../../src/volume/append-point.ts';
import { decodeSessionEnd } from '../../../src/volume/session-label.ts';
import { decodeVolumeLabel } from '../../../src/volume/volume-label.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';
import { sourceOf, WrittenVolume } from '../../support/written-volume.ts';
import { readBack } from './read-back.ts';

const DATA = pseudoRandomBytes(3000, 4);

/** Each record says in itself which it is: session, file and stream. */
const content = (session: number, file: number, stream: number, bytes: number): Buffer =>
  Buffer.concat([Buffer.from(`${session}:${file}:${stream}:`), DATA.subarray(0, bytes)]);

function volumeOf(blockBytes: number): WrittenVolume {
  const volume = new WrittenVolume().label();
  const packers = [1, 2].map((sessionId) => volume.session({ sessionId, blockBytes }));
  for (let file = 1; file <= 12; file++) {
    packers.forEach((packer, i) => {
      packer.write(file, 1, content(i + 1, file, 1, 40));
      packer.write(file, 2, content(i + 1, file, 2, 150 * file));
    });
  }
  for (const packer of packers) packer.flush();
  return volume;
}

const WHOLE = volumeOf(512).bytes;

type Wound = (bytes: Buffer) => Buffer;
const filled = (bytes: Buffer, value: number, from: number, count: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.subarray(from, from + count).fill(value);
  return copy;
};
const at = fc.nat({ max: WHOLE.length - 1 });
const length = fc.nat({ max: 3000 });
const wound: fc.Arbitrary<Wound> = fc.oneof(
  fc.tuple(at, fc.nat({ max: 255 })).map(
    ([i, value]): Wound =>
      (bytes) =>
        filled(bytes, value, i, 1),
  ),
  fc.tuple(at, length).map(
    ([i, n]): Wound =>
      (bytes) =>
        filled(bytes, 0, i, n),
  ),
  fc.tuple(at, length).map(
    ([i, n]): Wound =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + n)]),
  ),
  fc.tuple(at, length).map(
    ([i, n]): Wound =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, i + n), bytes.subarray(i)]),
  ),
  fc.tuple(at, at, length).map(
    ([from, to, n]): Wound =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + n), bytes.subarray(to)]),
  ),
  fc.tuple(at, fc.uint8Array({ maxLength: 300 })).map(
    ([i, more]): Wound =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, i), more, bytes.subarray(i)]),
  ),
  at.map(
    (i): Wound =>
      (bytes) =>
        bytes.subarray(0, i),
  ),
);

test('of a Volume that is wounded anyhow only true records are read, and every wound is told', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(wound, { minLength: 1, maxLength: 4 }), fc.boolean(), async (wounds, salvage) => {
      const bytes = wounds.reduce((sofar, one) => one(sofar), WHOLE);
      const { records, damages, stopped } = await readBack(sourceOf(bytes), { salvage, pieceBytes: 900 });
      let files = 0;
      for (const { sessionId, fileIndex, stream, data } of records) {
        if (fileIndex < 0) continue;
        files += 1;
        const expected = content(sessionId, fileIndex, stream, stream === 1 ? 40 : 150 * fileIndex);
        if (!data.equals(expected)) throw new Error(`not what was written: ${sessionId}:${fileIndex}:${stream}`);
      }
      if (salvage && stopped !== undefined) throw new Error('salvaging stopped');
      // Cut between two blocks where no record is open, a Volume is a shorter Volume.
      const shorter = WHOLE.subarray(0, bytes.length).equals(bytes);
      if (files < 48 && damages.length === 0 && stopped === undefined && !shorter)
        throw new Error('a loss went untold');
    }),
    { numRuns: 400 },
  );
  t.pass();
});

test('where to append to a wounded Volume is behind a whole block, and never behind the end', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(wound, { minLength: 1, maxLength: 3 }), async (wounds) => {
      const bytes = wounds.reduce((sofar, one) => one(sofar), WHOLE);
      const { address, tornBytes, last } = await findAppendPoint(sourceOf(bytes));
      if (address + tornBytes !== bytes.length) throw new Error('lost its end');
      if (address !== (last === undefined ? 0 : last.address + last.header.bytes))
        throw new Error('not behind a block');
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('bytes that are no Volume are no Volume', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.boolean(), async (garbage, salvage) => {
      const { records } = await readBack(sourceOf(Buffer.from(garbage)), { salvage });
      if (records.length > 0) throw new Error('a record out of garbage');
    }),
  );
  t.pass();
});

test('whatever stands in a label, decoding it ends', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('BB02', 'BB03'), (garbage, version) => {
      decodeVolumeLabel(Buffer.from(garbage), version as 'BB02');
      decodeSessionEnd(Buffer.from(garbage));
    }),
  );
  t.pass();
});
