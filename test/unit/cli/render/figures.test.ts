import test from 'ava';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRetention,
  formatTime,
} from '../../../../src/cli/render/figures.ts';

test('sizes have three digits and never four', (t) => {
  t.deepEqual([0, 999, 1000, 1234, 12_345, 123_456, 999_999, 5_002_429_235].map(formatBytes), [
    '0 B',
    '999 B',
    '1.00 kB',
    '1.23 kB',
    '12.3 kB',
    '123 kB',
    '1.00 MB',
    '5.00 GB',
  ]);
});

test('counts, times, durations and retentions', (t) => {
  t.is(formatCount(1_234_567), '1,234,567');
  t.is(formatTime(undefined), '');
  t.is(formatTime(new Date(2026, 0, 2, 3, 4, 5).toISOString()), '2026-01-02 03:04:05');
  t.is(formatDuration(3723.4), '1:02:03');
  t.is(formatRetention(86_400), '1 day');
  t.is(formatRetention(31_536_000), '365 days');
  t.is(formatRetention(5400), '1.5 h');
});
