import test from 'ava';
import { DaemonSession, startsWithDigit } from '../../../../src/director/job/daemon-session.ts';
import { FrameTooLongError } from '../../../../src/protocol/index.ts';
import { type ScriptedConnection, scriptedConnection } from '../../../support/scripted-connection.ts';

function open(): { connection: ScriptedConnection; session: DaemonSession; heard: string[] } {
  const connection = scriptedConnection();
  const heard: string[] = [];
  const onTraffic = (payload: Buffer): boolean => {
    if (startsWithDigit(payload)) return false;
    heard.push(payload.toString());
    return true;
  };
  return { connection, heard, session: new DaemonSession(connection, { daemon: 'Storage "S"', onTraffic }) };
}
const wait = { awaited: 'its answer', timeoutMs: 5_000 };

test('a reply is what begins with a digit, whatever comes before it', async (t) => {
  const { connection, session, heard } = open();
  const reply = session.ask('use device\n', wait);
  connection.say('CatReq FindMedia\n', 'Jmsg hello\n');
  connection.say('Status 70\n', '3000 OK use device\n');
  t.is(await reply, '3000 OK use device\n');
  t.deepEqual(heard, ['CatReq FindMedia\n', 'Jmsg hello\n', 'Status 70\n']);
  t.deepEqual(connection.sent, ['use device\n']);
});

test('a reply that comes before anybody asks is kept', async (t) => {
  const { connection, session } = open();
  connection.say('1 first\n', '2 second\n');
  t.is(await session.reply(wait), '1 first\n');
  t.is(await session.reply(wait), '2 second\n');
});

test('signals that want an answer get it while a reply is awaited', async (t) => {
  const { connection, session } = open();
  const reply = session.reply(wait);
  connection.say(-5, -6, -9, '2000 OK level\n');
  t.is(await reply, '2000 OK level\n');
  t.is(connection.sent[0], '1000 OK\n');
  t.regex(connection.sent[1] ?? '', /^btime \d+\n$/);
  t.is(connection.sent.length, 2);
});

test('a daemon that is silent is named with what was awaited, and the conversation can go on', async (t) => {
  const { connection, session } = open();
  const error = await t.throwsAsync(session.reply({ awaited: 'a device', timeoutMs: 10 }));
  t.is(error?.message, 'Storage "S" did not send a device within 0 s');
  connection.say('3000 OK\n');
  t.is(await session.reply(wait), '3000 OK\n');
});

test('a daemon that hangs up fails who waits, and who asks later', async (t) => {
  const { connection, session } = open();
  const waiting = session.reply({ ...wait, awaited: 'the end of the Job' });
  connection.hangUp();
  await t.throwsAsync(waiting, { message: 'Connection to Storage "S" was lost while waiting for the end of the Job' });
  await t.throwsAsync(session.reply(wait), { code: 'DIRECTOR_DAEMON_LOST' });
  await session.over;
  t.truthy(connection.destroyed);
});

test('what was said before the end is still heard', async (t) => {
  const { connection, session } = open();
  connection.say('3924 Device "x" not in SD\n', -4);
  connection.hangUp();
  await session.over;
  t.is(await session.reply(wait), '3924 Device "x" not in SD\n');
  await t.throwsAsync(session.reply(wait), { code: 'DIRECTOR_DAEMON_LOST' });
});

test('garbage is called by its name', async (t) => {
  const { connection, session } = open();
  const waiting = session.reply(wait);
  connection.fail(new FrameTooLongError(1_000_000_000, 1_000_000));
  await t.throwsAsync(waiting, { code: 'DIRECTOR_DAEMON_GARBAGE', message: /1000000000 bytes announced/ });
});

test('more replies than anybody could ask for end the conversation', async (t) => {
  const { connection, session } = open();
  connection.say(...Array.from({ length: 1_001 }, (_, i) => `${i}\n`));
  await session.over;
  t.regex(connection.destroyed?.message ?? '', /1000 replies that nobody asked for/);
});

test('what fails in handling the traffic fails who waits, in its own words', async (t) => {
  const connection = scriptedConnection();
  const onTraffic = async (): Promise<void> => {
    throw new Error('Catalog is gone');
  };
  const session = new DaemonSession(connection, { daemon: 'Storage "S"', onTraffic });
  const waiting = session.reply(wait);
  connection.say('UpdCat\n');
  await t.throwsAsync(waiting, { message: 'Catalog is gone' });
});
