import test from 'ava';
import { cpuSec, parseCpuSec, parsePeakBytes, peakBytes, resetPeak } from '../../../../bench/data/process-figures.ts';

test('CPU seconds are those of the process and of the children it has waited for, whatever its name is', (t) => {
  const after = '1 2 2 0 -1 4194304 100 0 0 0 150 50 20 5 20 0 1 0 100 0 0';
  t.is(parseCpuSec(`77 (a b) c) S ${after}`), 2.25);
  t.is(parseCpuSec(''), 0);
});

test('the greatest resident size is read from among the others', (t) => {
  t.is(parsePeakBytes('Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t  123 kB\nVmRSS:\t  100 kB\n'), 123 * 1024);
  t.is(parsePeakBytes(''), 0);
});

test('the kernel tells both of a living process, and of one that is gone nothing', async (t) => {
  const until = process.cpuUsage().user + 50_000;
  while (process.cpuUsage().user < until);
  t.true((await cpuSec(process.pid)) > 0.03);
  await resetPeak(process.pid);
  t.true((await peakBytes(process.pid)) > 10_000_000);
  const nobody = 2 ** 30;
  t.is(await cpuSec(nobody), 0);
  t.is(await peakBytes(nobody), 0);
});
