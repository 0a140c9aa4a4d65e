import test from 'ava';
import { parseContender } from '../../../../bench/data/contender-spec.ts';
import type { TurnResult } from '../../../../bench/data/lanes.ts';
import type { Measurement } from '../../../../bench/data/measure-job.ts';
import type { Lane } from '../../../../bench/data/plan.ts';
import { ratio, sizeText, tableOf } from '../../../../bench/data/table.ts';

const MEGABYTE = 1024 ** 2;
const measured = (dataSec: number, more: Partial<Measurement> = {}): Measurement => ({
  jobId: 1,
  dataSec,
  wholeSec: dataSec + 0.5,
  clientCpuSec: 1,
  storageCpuSec: 2,
  clientPeakBytes: 10 * MEGABYTE,
  storagePeakBytes: 20 * MEGABYTE,
  files: 1,
  bytes: 1e9,
  ...more,
});
const turns = (...seconds: number[]): readonly TurnResult[] =>
  seconds.map((sec) => new Map([['backup', measured(sec)] as const]));
const [genuine, ours] = [parseContender('15.0.3'), parseContender('ours')];
const lane: Lane = {
  source: { kind: 'big', bytes: 1024 ** 3, content: 'random' },
  operations: ['backup'],
  digest: 'sha256',
  compression: 'none',
  tls: true,
  commCompression: false,
  turns: 3,
  contenders: [genuine, ours],
};

test('a lane is a heading and a line for each contender, ours with its ratio', (t) => {
  const results = new Map([
    [genuine, turns(4, 5, 2)],
    [ours, turns(2, 2, 2)],
  ]);
  const lines = tableOf(lane, { files: 1, bytes: 1e9 }, results).split('\n').slice(1);
  t.is(lines[0], '1 file of 1 GiB, SHA-256, TLS; 3 turns');
  t.regex(lines[1] ?? '', /^ +MB\/s +\/ 15\.0\.3 +Job s +CPU s C +CPU s S +peak MB C +peak MB S$/);
  t.regex(lines[2] ?? '', /^backup, 15\.0\.3 +250 +4\.50 +1\.00 +2\.00 +10 +20$/);
  t.regex(lines[3] ?? '', /^backup, ours +500 +2\.00 x +2\.50 +1\.00 +2\.00 +10 +20$/);
  t.is(lines.length, 4);
});

test('small files are counted in files a second', (t) => {
  const small: Lane = { ...lane, source: { kind: 'small', files: 1000 }, contenders: [ours] };
  const [, , heads, line] = tableOf(small, { files: 1000, bytes: 5 }, new Map([[ours, turns(2)]])).split('\n');
  t.regex(heads ?? '', /^ +files\/s +Job s/);
  t.regex(line ?? '', /^backup, ours +500 /);
});

test('the ratio is the median of the ratios of turns, not the ratio of medians', (t) => {
  // The machine was four times as slow in the second turn, for both.
  const of = (...seconds: number[]) => seconds.map((sec) => measured(sec));
  t.is(ratio(of(1, 4, 2), of(2, 8, 2)), 2);
});

test('memory is the greatest of all turns', (t) => {
  const peaks = [10, 90, 20].map(
    (size) => new Map([['backup', measured(1, { clientPeakBytes: size * MEGABYTE })] as const]),
  );
  const table = tableOf({ ...lane, contenders: [ours] }, { files: 1, bytes: 1e9 }, new Map([[ours, peaks]]));
  t.regex(table, / 90 +20$/);
});

test('sizes are told in the unit that they are whole in', (t) => {
  t.deepEqual([4 * 1024 ** 3, 256 * MEGABYTE, 1000].map(sizeText), ['4 GiB', '256 MiB', '1000 bytes']);
});
