import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseDirectory } from '../support.ts';

interface Vector {
  readonly text: string;
  readonly value: number | { readonly error: string };
}
type Kind = 'size' | 'duration' | 'speed';
const vectors = JSON.parse(readFileSync(new URL('../../../fixtures/h3-units.json', import.meta.url), 'utf8')) as Record<
  Kind,
  readonly Vector[]
>;

function read(kind: Kind, text: string): { value: number | undefined; problems: number } {
  const line = {
    size: { Job: ` SpoolSize = ${text}\n` },
    duration: { Pool: ` VolumeUseDuration = ${text}\n` },
    speed: { Job: ` MaximumBandwidth = ${text}\n` },
  };
  const { config, problems } = parseDirectory(line[kind]);
  const job = config?.jobs.get('J');
  const pool = config?.pools.get('P');
  const value = {
    size: job?.spoolSizeBytes,
    duration: pool?.volumeUseDurationSec,
    speed: job?.maximumBandwidthBytesPerSec,
  };
  return { value: value[kind], problems: problems.length };
}

for (const kind of ['size', 'duration', 'speed'] as const) {
  for (const { text, value } of vectors[kind]) {
    test(`the ${kind} ${text} is what 15.0.3 makes of it`, (t) => {
      t.deepEqual(
        read(kind, text),
        typeof value === 'number' ? { value, problems: 0 } : { value: undefined, problems: 1 },
      );
    });
  }
}

test('a brace on the line of a size or duration is swallowed by Bacula, and said to be', (t) => {
  const { problems } = parseDirectory({ more: 'Pool { Name = Q; PoolType = Backup; VolumeRetention = 5d }\n' });
  t.like(problems[0], { message: 'Bacula swallows a `}` on the line of a duration', column: 58 });
  t.is(parseDirectory({ more: 'Pool { Name = Q; PoolType = Backup; VolumeRetention = 5d; }\n' }).problems.length, 0);
  t.is(parseDirectory({ more: 'Pool { Name = Q; PoolType = Backup; VolumeRetention = 1 year }\n' }).problems.length, 0);
});

test('sums and blanks run together as in Bacula', (t) => {
  const duration = (text: string) => read('duration', text).value;
  t.is(duration('1 year 2'), 31_536_002);
  t.is(duration('5 5'), 55);
  t.is(duration('\n 1 year'), 31_536_000);
  t.is(duration('1year2days'), 31_708_800);
  t.is(duration('5, 6'), 5);
});
