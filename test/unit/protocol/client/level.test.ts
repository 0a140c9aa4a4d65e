import test from 'ava';
import {
  formatBtime,
  formatLevel,
  formatSince,
  parseBtime,
  parseLevel,
} from '../../../../src/protocol/client/level.ts';

test('the level lines are those of a genuine Director', (t) => {
  t.is(formatLevel({ level: 'full' }), 'level = full  mtime_only=0 \n');
  t.is(formatLevel({ level: 'full', accurate: true }), 'level = full  mtime_only=0 \n');
  t.is(formatLevel({ level: 'full', estimate: true }), 'level = full  mtime_only=0  estimate \n');
  t.is(formatLevel({ level: 'base' }), 'level = base  mtime_only=0 \n');
  t.is(formatLevel({ level: 'incremental' }), 'level = incremental  mtime_only=0 \n');
  t.is(formatLevel({ level: 'incremental', accurate: true }), 'level = accurate_incremental  mtime_only=0 \n');
  t.is(formatLevel({ level: 'differential', accurate: true }), 'level = accurate_differential  mtime_only=0 \n');
  t.is(formatLevel({ level: 'full', rerunning: true }), 'level = full rerunning  mtime_only=0 \n');
});

test('a File Daemon reads back what the Director wrote', (t) => {
  for (const level of ['full', 'base', 'incremental', 'differential'] as const) {
    for (const accurate of level === 'full' || level === 'base' ? [false] : [false, true]) {
      const command = { level, accurate, rerunning: true, estimate: true };
      t.deepEqual(parseLevel(formatLevel(command)), { kind: 'level', command });
    }
  }
});

test('the time since which to look names the Job that it comes from', (t) => {
  const text = formatSince(1795167111, 'Job.2026-11-20_09.32.41_03');
  t.is(text, 'level = since_utime 1795167111 mtime_only=0 prev_job=Job.2026-11-20_09.32.41_03\n');
  t.like(parseLevel(text), { kind: 'since', sinceSec: 1795167111, previousJob: 'Job.2026-11-20_09.32.41_03' });
  t.like(parseLevel('level = since_utime 5 mtime_only=1'), { kind: 'since', sinceSec: 5 });
});

test('an unknown level is no level', (t) => {
  for (const text of ['level = ', 'level = never ', 'level=', 'full']) t.is(parseLevel(text), undefined, text);
});

test('the clock goes out in microseconds', (t) => {
  const text = formatBtime(new Date(1_795_167_163_001));
  t.is(text, 'btime 1795167163001000\n');
  t.is(parseBtime(text), 1795167163001000);
});
