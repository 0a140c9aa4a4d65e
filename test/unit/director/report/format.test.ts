import test from 'ava';
import {
  formatBytes,
  formatElapsed,
  formatLineTime,
  formatRate,
  formatReportTime,
  formatSaving,
  formatSize,
} from '../../../../src/director/report/format.ts';

test('sizes show four significant digits, cut off, in powers of 1000', (t) => {
  t.is(formatBytes(5_002_429_235), '5,002,429,235 (5.002 GB)');
  t.is(formatBytes(176), '176 (176 B)');
  t.is(formatBytes(0), '0 (0 B)');
  t.is(formatBytes(308_905), '308,905 (308.9 KB)');
  t.is(formatSize(22_579_999), '22.57 MB');
  t.is(formatSize(6_720_000n), '6.720 MB');
  t.is(formatSize(1000), '1.000 KB');
  t.is(formatSize(999), '999 B');
});

test('durations name what is not zero, in the singular where it is one', (t) => {
  t.is(formatElapsed(1), '1 sec');
  t.is(formatElapsed(17), '17 secs');
  t.is(formatElapsed(65), '1 min 5 secs');
  t.is(formatElapsed(3723), '1 hour 2 mins 3 secs');
  t.is(formatElapsed(90_000), '1 day 1 hour');
  t.is(formatElapsed(0), '0 secs');
});

test('times are local, with English months', (t) => {
  const at = new Date(2026, 10, 20, 9, 2, 6);
  t.is(formatReportTime(at), '20-Nov-2026 09:02:06');
  t.is(formatLineTime(at), '20-Nov 09:02');
});

test('a rate is in thousands of bytes a second', (t) => t.is(formatRate(5_002_429_235, 17), '294260.5 KB/s'));

test('a saving under half a percent, or of nothing, is none', (t) => {
  t.is(formatSaving(0, 0), 'None');
  t.is(formatSaving(1000, 996), 'None');
  t.is(formatSaving(1000, 421, 417), '57.9% 2.4:1');
  t.is(formatSaving(1000n, 459n), '54.1% 2.2:1');
});
