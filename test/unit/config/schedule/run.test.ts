import { readFileSync } from 'node:fs';
import test from 'ava';
import { nextRun, runsAt, type ScheduleRun } from '../../../../src/config/index.ts';
import { runsOn, weekOfYear } from '../../../../src/config/schedule/next-run.ts';
import { parseDirectory } from '../support.ts';

interface Vector {
  readonly run: string;
  readonly next_runs: readonly string[];
  readonly runs_in_500_days: number;
  readonly level: string | null;
  readonly priority: number | null;
}

const vectors = JSON.parse(readFileSync(new URL('../../../fixtures/h3-schedule.json', import.meta.url), 'utf8')) as {
  accepted: readonly Vector[];
  rejected: readonly { run: string; error: string }[];
};

const schedule = (run: string) =>
  parseDirectory({ Schedule: ` Run = ${run}\n`, more: 'Pool { Name = Default; PoolType = Backup }\n' });

function theRun(line: string): ScheduleRun {
  const { config, problems } = schedule(line);
  if (!config) throw new Error(`${line}: ${problems[0]?.message}`);
  return config.schedules.get('Sch')?.runs[0] as ScheduleRun;
}

/** Start times of the days from 2026-01-01, as both Directors print them. */
function starts({ times }: ScheduleRun, days: number): string[] {
  const hours = times.hours.flatMap((set, hour) => (set ? [hour] : []));
  const two = (n: number): string => `${n}`.padStart(2, '0');
  return Array.from({ length: days }, (_, i) => new Date(2026, 0, 1 + i)).flatMap((day) => {
    const date = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    const runs = runsOn(times, day.getFullYear(), day.getMonth(), day.getDate());
    return runs ? hours.map((hour) => `${date} ${two(hour)}:${two(times.minute)}`) : [];
  });
}

for (const vector of vectors.accepted) {
  test(`Run = ${vector.run} starts when the genuine Directors start it`, (t) => {
    const all = starts(theRun(vector.run), 500);
    t.deepEqual(all.slice(0, vector.next_runs.length), [...vector.next_runs]);
    t.is(all.length, vector.runs_in_500_days);
  });
}

for (const { run } of vectors.rejected) {
  test(`Run = ${run} is refused, with its place`, (t) => {
    const { config, problems } = schedule(run);
    t.is(config, undefined);
    t.is(problems.length, 1);
    t.regex(problems[0]?.sourceLine ?? '', /Run = /);
  });
}

test('overrides and the level come first, in any case', (t) => {
  const run = theRun(
    'level = incremental Pool="P" Priority=5 SpoolData=no Accurate=YES MaxRunSchedTime="2 hours" mon at 1:00',
  );
  t.is(run.level, 'I');
  t.is(run.pool?.name, 'P');
  t.is(run.priority, 5);
  t.is(run.spoolData, false);
  t.is(run.accurate, true);
  t.is(run.maxRunSchedTimeSec, 7200);
  t.is(run.storage, undefined);
});

test('a Run line names its unknown Pool', (t) => {
  const { problems } = schedule('Pool=Q mon');
  t.like(problems[0], { message: 'There is no Pool named "Q"', hint: 'Did you mean `P`?' });
});

// Each line was given to bdirjson 15.0.3, which shows the sets.
const sets = (line: string) => {
  const { times } = theRun(line);
  const list = (flags: readonly boolean[]) =>
    flags.every(Boolean) ? 'all' : flags.flatMap((set, i) => (set ? [i] : []));
  return [
    list(times.daysOfMonth),
    list(times.weekdays),
    list(times.months),
    list(times.hours),
    times.minute,
    times.lastDayOfMonth,
  ];
};

test('words of one kind add to each other, and only the first one clears', (t) => {
  t.deepEqual(sets('5-6 lastday'), [[4, 5], 'all', 'all', 'all', 0, true]);
  t.deepEqual(sets('lastday 5 at 1:00'), [[4], 'all', 'all', [1], 0, true]);
  t.deepEqual(sets('weekly 5-6'), ['all', 'all', 'all', 'all', 0, false]);
  t.deepEqual(sets('monthly jan'), ['all', 'all', 'all', 'all', 0, false]);
  t.deepEqual(sets('daily mon'), ['all', [1], 'all', 'all', 0, false]);
  t.deepEqual(sets('mon daily tue'), ['all', 'all', 'all', 'all', 0, false]);
  t.deepEqual(sets('on 5 daily'), [[4], 'all', 'all', 'all', 0, false]);
  t.deepEqual(sets('at 1:30 hourly at 2:20'), ['all', 'all', 'all', 'all', 20, false]);
  t.deepEqual(sets('at 2:00 3:00'), ['all', 'all', 'all', [2, 3], 0, false]);
  t.deepEqual(sets('AT 12:05AM'), ['all', 'all', 'all', [0], 5, false]);
});

const REFUSED = [
  'Full',
  '5 at 2:05',
  'at 2:5',
  'at 24:00',
  'at 13:00pm',
  'at 12:05 am',
  'mon-mon',
  'mon-feb',
  'w54',
  'on 32',
  'mon Full',
  '"mon"',
  'Level=I mon',
  'Pool=P, mon',
  'Priority=x mon',
  'VirtualFullPool=P mon',
  'a-b',
];
for (const line of REFUSED) {
  test(`Run = ${line} is refused`, (t) => t.is(schedule(line).problems.length, 1));
}

test('the next run is strictly later, and the earliest of all lines', (t) => {
  const { config } = parseDirectory({ Schedule: ' Run = Full mon at 12:00\n Run = Incremental tue-sun at 13:00\n' });
  const found = config?.schedules.get('Sch');
  const monday = new Date(2026, 0, 5, 12, 0);
  const first = found && nextRun(found, new Date(2026, 0, 5, 11, 59, 59));
  t.deepEqual(first?.at, monday);
  t.is(first?.run.level, 'F');
  const second = found && nextRun(found, monday);
  t.deepEqual(second?.at, new Date(2026, 0, 6, 13, 0));
  t.is(second?.run.level, 'I');
  t.true(first && runsAt(first.run.times, monday));
  t.false(first && runsAt(first.run.times, new Date(2026, 0, 5, 12, 1)));
});

test('a Schedule that never runs has no next run', (t) => {
  t.is(nextRun({ runs: [theRun('6th mon at 1:00')] }, new Date(2026, 0, 1)), undefined);
  t.is(nextRun({ runs: [] }, new Date(2026, 0, 1)), undefined);
});

test('February 29th comes when it comes', (t) => {
  t.deepEqual(nextRun({ runs: [theRun('feb on 29 at 12:00')] }, new Date(2026, 0, 1))?.at, new Date(2028, 1, 29, 12));
});

test('weeks are counted as Bacula counts them', (t) => {
  t.is(weekOfYear(2026, 0, 1), 1);
  t.is(weekOfYear(2027, 0, 1), 0);
  t.is(weekOfYear(2026, 11, 31), 53);
});
