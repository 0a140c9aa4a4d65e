import test from 'ava';
import { OpenConversations } from '../../../../../src/daemons/file/server/open-conversations.ts';
import { refusedUser, unservedDirectives } from '../../../../../src/daemons/file/server/unserved.ts';
import { CONSOLE, callDaemon, fakeDaemon, JOB } from './daemon.ts';

test('what is read and not followed is said at the start, and nothing else', (t) => {
  t.deepEqual(unservedDirectives(fakeDaemon().config), []);
  const { config } = fakeDaemon({ client: 'Snapshot Command = x', director: 'Backup Job User = nobody' });
  t.deepEqual(
    unservedDirectives(config).map((sentence) => sentence.slice(0, 40)),
    ['Snapshot Command is not used: no snapsho', 'Director dir: Backup Job User cannot be '],
  );
});

test('a Job that should run as somebody else is refused, not run as root', (t) => {
  const [director] = [...fakeDaemon({ director: 'Restore Job User = nobody' }).config.directors.values()];
  if (director === undefined) return t.fail();
  t.is(refusedUser(director, 'backup'), undefined);
  t.regex(refusedUser(director, 'restore') ?? '', /every restore is refused/);
});

test('whoever only waits is let go at once when the daemon ends', async (t) => {
  const daemon = fakeDaemon();
  const open = new OpenConversations();
  const { say, ended } = callDaemon(daemon, '15.0', (conversation) => open.begin(conversation));
  await say(CONSOLE);
  const job = callDaemon(daemon, '15.0', (conversation) => open.begin(conversation));
  await job.say(JOB);
  const [running] = daemon.jobs.running;
  await open.endAll({ ...daemon.clock, sleep: () => new Promise(() => {}) });
  await Promise.all([ended, job.ended]);
  t.is(running?.stopped, 'cancel');
  t.deepEqual(daemon.jobs.running, []);
});

test('a Job waits for a place, and is told when there is none', async (t) => {
  const daemon = fakeDaemon({ client: 'Maximum Concurrent Jobs = 1' });
  await callDaemon(daemon).say(JOB);
  t.false(await daemon.jobs.waitForPlace(0, () => false));
  t.false(await daemon.jobs.waitForPlace(60_000, () => true), 'nobody waits for a Director that has gone');
  t.is(daemon.jobs.running.length, 1);
});
