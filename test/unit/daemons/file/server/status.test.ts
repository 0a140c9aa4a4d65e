import test from 'ava';
import { withSuffix } from '../../../../../src/daemons/file/server/status-text.ts';
import { CONSOLE, callDaemon, fakeDaemon, JOB } from './daemon.ts';

test('status is lines with a NUL each, as genuine daemons send them', async (t) => {
  const daemon = fakeDaemon();
  const { say } = callDaemon(daemon);
  await say(CONSOLE);
  const lines = await say('status');
  t.is(lines[0], '\n');
  t.is(lines.at(-1), '#-1');
  t.true(lines.slice(1, -1).every((line) => line.endsWith('\n\0')));
  const text = lines.join('').replaceAll('\0', '');
  t.regex(text, /^\nfd Version: 15\.0\.3 \(25 March 2025\) {2}\S+ understudy [\d.]+ debian 12\n/);
  t.regex(text, /\nDaemon started 20-Nov-26 09:35\. Jobs: run=0 running=0 max=20\.\n/);
  t.regex(
    text,
    /\nRunning Jobs:\nDirector connected at: 20-Nov-26 09:40\nNo Jobs running\.\n====\n\nTerminated Jobs:\n====\n/,
  );
});

test('a Job that runs and those that ended are told to people and to programs', async (t) => {
  const daemon = fakeDaemon();
  const { say } = callDaemon(daemon);
  const job = callDaemon(daemon);
  await job.say(JOB, 'level = full  mtime_only=0 \n');
  const [running] = daemon.jobs.running;
  if (running === undefined) return t.fail();
  running.type = 'B';
  t.regex(
    (await say('status')).join(''),
    /JobId 7 Job Nightly\.2026-11-20_09\.31\.21_05 is running\.\n\0 {4}Full Backup Job started: /,
  );
  t.deepEqual(await say('.status current'), ['2000 OK .status\n', 'JobId=7 JobStatus=R JobErrors=0\n', '#-1']);
  t.regex(
    (await say('.status running api=2 api_opts=')).join(''),
    /\nJobId=7\nJob=Nightly\.2026-11-20_09\.31\.21_05\nVSS=0\nLevel=F\nType=B\nStatus=R\n/,
  );

  running.status = 'T';
  job.hangUp();
  await job.ended;
  t.deepEqual(await say('.status last'), ['2000 OK .status\n', 'JobId=7 JobStatus=T JobErrors=0\n', '#-1']);
  const [row = ''] = await say('.status terminated api=0 api_opts=');
  t.regex(row, /^ {5}7\tFull {2}\t {7}0\t {9}0\tOK {5}\t\d\d-\w{3}-\d\d \d\d:\d\d\tNightly\n\0$/);
  t.regex(
    (await say('.status terminated api=2 api_opts=')).join(''),
    /\njobid=7\nlevel=F\ntype=B\nstatus=T\nstatus_desc=OK\n/,
  );
  t.regex((await say('status')).join(''), /\0 {5}7 {2}Full {10}0 {10}0 {2}OK {7}\d\d-/);
});

test('.status without a word, or with one that nobody knows, is refused', async (t) => {
  t.deepEqual(await callDaemon(fakeDaemon()).say('.status'), [
    '2900 Bad .status command, missing argument.\n',
    '#-1',
    '#-4',
  ]);
  t.deepEqual(await callDaemon(fakeDaemon()).say('.status x'), [
    '2900 Bad .status command, wrong argument.\n',
    '#-1',
    '#-4',
  ]);
});

test('sizes have four digits and are cut', (t) => {
  t.deepEqual([0, 999, 1000, 243_572, 5_002_429_235, 22_579_999].map(withSuffix), [
    '0',
    '999',
    '1.000 K',
    '243.5 K',
    '5.002 G',
    '22.57 M',
  ]);
});
