import test from 'ava';
import fc from 'fast-check';
import { clipRanges, FileRanges, mergeRanges, subtractRanges } from '../../../../src/director/restore/file-ranges.ts';
import { rangesOf } from '../../../../src/director/restore/select-files.ts';

const range = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 8 })).map(([first, span]) => ({ first, last: first + span }));
const ranges = fc.array(range, { maxLength: 8 }).map(mergeRanges);
const members = (list: readonly { first: number; last: number }[]): number[] =>
  list.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

test('neighbours become one range', (t) => {
  const files = new FileRanges();
  for (const fileIndex of [1, 2, 3, 7, 8, 8, 20]) files.add(fileIndex);
  t.deepEqual(files.finish(), [
    { first: 1, last: 3 },
    { first: 7, last: 8 },
    { first: 20, last: 20 },
  ]);
});

test('what a hard link points to is added once, wherever it lies', (t) => {
  const files = new FileRanges();
  files.add(5);
  files.addTarget(2);
  files.add(6);
  files.addTarget(5);
  files.addTarget(9);
  files.add(10);
  t.deepEqual(files.finish(), [
    { first: 2, last: 2 },
    { first: 5, last: 6 },
    { first: 9, last: 10 },
  ]);
});

test('any set of numbers survives as ranges', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 80 })), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const files = new FileRanges();
      for (const fileIndex of sorted) files.add(fileIndex);
      t.deepEqual(members(files.finish()), sorted);
    }),
  );
});

test('clipping and subtracting are what they are for sets', (t) => {
  fc.assert(
    fc.property(ranges, ranges, range, (a, b, bounds) => {
      const [inA, inB] = [members(a), new Set(members(b))];
      t.deepEqual(
        members(clipRanges(a, bounds)),
        inA.filter((n) => n >= bounds.first && n <= bounds.last),
      );
      t.deepEqual(
        members(subtractRanges(a, b)),
        inA.filter((n) => !inB.has(n)),
      );
    }),
  );
});

test('rows become ranges for each Job, and what is to be read again stays apart', async (t) => {
  const hardLink = 'C';
  const row = (jobId: number, fileIndex: number, link = 'A', again = false) => ({ jobId, fileIndex, link, again });
  async function* rows() {
    yield [row(4, 5, hardLink), row(4, 6)];
    yield [row(9, 1), row(4, 6, '', true)];
  }
  t.deepEqual(await rangesOf(rows()), {
    files: [
      {
        jobId: 4,
        ranges: [
          { first: 2, last: 2 },
          { first: 5, last: 6 },
        ],
      },
      { jobId: 9, ranges: [{ first: 1, last: 1 }] },
    ],
    again: [{ jobId: 4, ranges: [{ first: 6, last: 6 }] }],
  });
});
