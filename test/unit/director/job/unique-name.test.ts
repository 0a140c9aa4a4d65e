import test from 'ava';
import type { Clock } from '../../../../src/core/index.ts';
import { uniqueNames } from '../../../../src/director/job/unique-name.ts';

function clockAt(ms: number): Clock & { ms: number } {
  const clock = { ms, now: () => new Date(clock.ms), monotonicMs: () => clock.ms, sleep: async () => undefined };
  return clock;
}

test('a name is the Job, local time and two digits that go on counting', (t) => {
  const clock = clockAt(new Date(2026, 10, 20, 9, 32, 46).getTime());
  const names = uniqueNames(clock);
  t.is(names('Nightly Home'), 'Nightly_Home.2026-11-20_09.32.46_01');
  clock.ms += 1000;
  t.is(names('Nightly'), 'Nightly.2026-11-20_09.32.47_02');
});

test('a thousand Jobs of one second have a thousand names, and nobody waits', (t) => {
  const names = uniqueNames(clockAt(Date.now()), 42);
  t.is(new Set(Array.from({ length: 1000 }, () => names('Job'))).size, 1000);
});

test('a clock that is set back gives no name twice', (t) => {
  const clock = clockAt(1_800_000_000_000);
  const names = uniqueNames(clock);
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    seen.add(names('Job'));
    clock.ms -= 100;
  }
  t.is(seen.size, 200);
});

test('a long Job name is cut so that the whole fits 127 bytes', (t) => {
  const name = uniqueNames(clockAt(Date.now()))('x'.repeat(200));
  t.is(name.length, 127);
  t.regex(name, /\.\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d_\d\d$/);
});
