import test from 'ava';
import { CONSOLE, callDaemon, fakeDaemon, JOB } from './daemon.ts';

const EOD = -1;

test('a Job introduces itself, and hears release and plugins', async (t) => {
  const daemon = fakeDaemon();
  const { say } = callDaemon(daemon);
  const [answer = ''] = await say(JOB);
  t.regex(answer, /^2000 OK Job 15\.0\.3 \(25Mar25\) \S+ understudy [\d.]+,debian,12;bpipe\(2\)$/);
  t.is(daemon.jobs.running.length, 1);
  t.is(daemon.jobs.running[0]?.name, 'Nightly');
});

test('a Job is gone with its conversation, and leaves no trace where nothing was done', async (t) => {
  const daemon = fakeDaemon();
  const { say, hangUp, ended } = callDaemon(daemon);
  await say(JOB);
  hangUp();
  await ended;
  t.deepEqual([daemon.jobs.running.length, daemon.jobs.ended.length], [0, 0]);
});

for (const line of ['JobId=x', 'JobId=7 Job=a', `${JOB.trim()}${'k'.repeat(100)}\n`]) {
  test(`what is no introduction is refused: ${line.slice(0, 20)}`, async (t) => {
    const { say, ended } = callDaemon(fakeDaemon());
    t.deepEqual(await say(line), ['2901 Bad Job\n', '#-4']);
    await ended;
  });
}

test('an unknown command ends the conversation', async (t) => {
  const { say, ended } = callDaemon(fakeDaemon());
  t.deepEqual(await say('frobnicate\n'), ['2999 Invalid command\n', '#-4']);
  await ended;
});

test('a Full is answered at once, an Incremental after ten looks at the clock', async (t) => {
  const daemon = fakeDaemon();
  const { say } = callDaemon(daemon);
  await say(JOB);
  t.deepEqual(await say('level = full  mtime_only=0 \n'), ['2000 OK level\n']);
  t.deepEqual(await say('level = accurate_incremental  mtime_only=0 \n'), []);
  const btime = () => `btime ${(Date.now() - 100_000) * 1000}\n`;
  t.deepEqual(await say('level = since_utime 1795167371 mtime_only=0 prev_job=Acc1.2026-11-20_09.36.09_07\n'), ['#-9']);
  for (let round = 1; round < 10; round++) t.deepEqual(await say(btime()), ['#-9']);
  const [eod, message = '', answer] = await say(btime());
  t.deepEqual([eod, answer], ['#-1', '2000 OK level\n']);
  t.regex(message, /^Jmsg JobId=7 type=7 .*DIR and FD clocks differ by 100 seconds/);
  t.deepEqual(daemon.jobs.running[0]?.since, { sec: 1_795_167_471, mtimeOnly: false });
});

test('the numbers of message types are those of the release of the Director', async (t) => {
  const { say } = callDaemon(fakeDaemon(), '9.6');
  await say(JOB);
  const [message = ''] = await say('storage address= port=9103 ssl=0\n');
  t.regex(message, /^Jmsg JobId=7 type=3 level=\d+ fd JobId 7: Fatal error: Bad storage command/);
});

test('kinds of message that the Messages resource leaves out are not sent', async (t) => {
  const { say } = callDaemon(fakeDaemon({ messages: 'all, !fatal' }));
  await say(JOB);
  t.deepEqual(await say('storage address= port=9103 ssl=0\n'), ['2902 Bad storage\n', '#-4']);
});

test('the lines of a FileSet are kept as they come', async (t) => {
  const daemon = fakeDaemon();
  const { say } = callDaemon(daemon);
  await say(CONSOLE);
  t.deepEqual(await say('fileset vss=1\n', 'I\n', 'O M\n', 'N\n', 'F /srv/\xff', 'N\n', 'N\n', EOD), [
    '2000 OK include\n',
  ]);
});

test('a Monitor may look, and nothing else', async (t) => {
  const { say } = callDaemon(fakeDaemon({ director: 'Monitor = yes' }));
  const refusal = ['2997 Invalid command for a Director with Monitor directive enabled.\n', '#-1'];
  t.deepEqual(await say(JOB), refusal);
  t.deepEqual(await say('cancel Job=a\n'), refusal);
  t.is((await say('status')).at(-1), '#-1');
  t.deepEqual(await say('caps\n'), ['fdcaps: dedup=0 rehydration=0 proxy=0\n', '#-15']);
});

test('Disable Command keeps a Director from it', async (t) => {
  const { say } = callDaemon(fakeDaemon({ client: 'Disable Command = restore' }));
  await say(JOB);
  const [answer = ''] = await say('restore files=1 replace=a prelinks=0 where=/\n');
  t.regex(answer, /^2998 Command "restore" is disabled/);
});

test('cancel and stop find a Job by its unique name', async (t) => {
  const daemon = fakeDaemon();
  const job = callDaemon(daemon);
  await job.say(JOB);
  const { say } = callDaemon(daemon);
  const name = 'Nightly.2026-11-20_09.31.21_05';
  t.deepEqual(await say('cancel Job=other\n'), ['2901 Job other not found.\n', '#-1']);
  t.deepEqual(await say(`stop Job=${name}\n`), [`2001 Job "${name}" marked to be stopped.\n`, '#-1']);
  t.is(daemon.jobs.running[0]?.stopped, 'stop');
  await say(`cancel Job=${name}\n`);
  t.is(daemon.jobs.running[0]?.stopped, 'cancel');
  await say(`stop Job=${name}\n`);
  t.is(daemon.jobs.running[0]?.stopped, 'cancel', 'a canceled Job is not stopped');
});

test('what comes together with the end of a list is not lost', async (t) => {
  const { say } = callDaemon(fakeDaemon());
  await say(JOB);
  const said = await say('component_info\n', 'one\n', 'two\n', EOD, 'PluginFeatures\n', 'restoreobject end\n');
  t.deepEqual(said, ['2000 OK ComponentInfo\n', '#-1', '2000 OK ObjectRestored\n']);
});

test('a Director that asks whether we are there is answered in the middle of anything', async (t) => {
  const { say } = callDaemon(fakeDaemon());
  t.deepEqual(await say(-5, -3, -6, -99), ['2000 OK\n', 'Status OK\n', '#-1']);
});

test('a limit of bandwidth is for one Job, or for all that run and come', async (t) => {
  const daemon = fakeDaemon({ client: 'Maximum Bandwidth Per Job = 5kb/s' });
  await callDaemon(daemon).say(JOB);
  t.is(daemon.jobs.running[0]?.bandwidthBytesPerSec, 5000);
  const { say } = callDaemon(daemon);
  t.deepEqual(await say('setbandwidth=100 Job=Nightly.2026-11-20_09.31.21_05\n'), ['2000 OK Bandwidth\n']);
  t.is(daemon.jobs.running[0]?.bandwidthBytesPerSec, 100);
  t.is(daemon.bandwidthBytesPerSec, 0);
  await say('setbandwidth=0 Job=\n');
  t.is(daemon.jobs.running[0]?.bandwidthBytesPerSec, 0);
});

test('a restore out of the allowed folders is refused', async (t) => {
  const { say } = callDaemon(fakeDaemon({ director: 'Allowed Restore Directories = /srv/back' }));
  await say(JOB);
  const [answer] = await say('restore files=1 replace=a prelinks=0 where=/srv/back/../../etc\n');
  t.is(answer, '2996 Restore path out of allowed directories.\n');
});
