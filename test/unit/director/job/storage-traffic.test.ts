import test from 'ava';
import { StorageTraffic } from '../../../../src/director/job/storage-traffic.ts';
import type { VolumeRequest } from '../../../../src/director/volumes/index.ts';
import { encodeAttributePacket, SIGNAL } from '../../../../src/protocol/index.ts';
import { scriptedConnection } from '../../../support/scripted-connection.ts';

function open() {
  const connection = scriptedConnection();
  const asked: VolumeRequest[] = [];
  const said: string[] = [];
  const attributes: number[] = [];
  const traffic = new StorageTraffic(connection, 'Storage "S"', {
    release: '15.0',
    listener: {
      message: (type, text) => said.push(`${type}: ${text}`),
      progress: () => undefined,
      status: (letter) => said.push(`status ${letter}`),
    },
    answer: async (request) => {
      asked.push(request);
      return `answer ${asked.length}\n`;
    },
    attributes: (packet) => {
      attributes.push(packet.fileIndex);
      return undefined;
    },
  });
  const take = (text: string) => traffic.take(Buffer.from(text, 'latin1'));
  return { connection, asked, said, attributes, traffic, take };
}

test('catalog requests are answered in their order', async (t) => {
  const { connection, asked, take } = open();
  await take('CatReq JobId=1 FindMedia=1 pool_name=P media_type=M vol_type=1 create=1 use_protect=0 vol_encrypted=0\n');
  await take('CatReq JobId=1 GetVolInfo VolName=V write=1\n');
  t.deepEqual(
    asked.map(({ kind }) => kind),
    ['find-media', 'get-volume'],
  );
  t.deepEqual(connection.sent, ['answer 1\n', 'answer 2\n']);
});

test('the ranges behind CreateJobMedia begin with a digit and are no replies; EOD ends them', async (t) => {
  const { connection, asked, traffic, take } = open();
  t.true(take('CatReq JobId=1 CreateJobMedia\n'));
  t.true(take('1 11 0 0 231 310972 1\n'));
  t.true(take('12 20 0 0 310973 400000 1\n'));
  await traffic.takeSignal(SIGNAL.EOD);
  t.like(asked[0], { kind: 'create-job-media' });
  t.is(asked[0]?.kind === 'create-job-media' ? asked[0].ranges.length : 0, 2);
  t.deepEqual(connection.sent, ['answer 1\n']);
  t.false(take('3000 OK\n'));
  t.false(traffic.takeSignal(SIGNAL.EOD));
});

test('a range that is none ends the conversation', (t) => {
  const { take } = open();
  take('CatReq JobId=1 CreateJobMedia\n');
  t.throws(() => take('nonsense\n'), { code: 'DIRECTOR_DAEMON_GARBAGE' });
});

test('an attribute spool on the disk of the Storage Daemon is asked for over the wire', async (t) => {
  const { connection, take } = open();
  await take('BlastAttr JobId=1 File=/var/lib/bacula/x.attr\n');
  t.is(connection.sent[0], '1990 ERROR BlastAttr\n');
});

test('attributes, messages and status go where they belong', (t) => {
  const { said, attributes, traffic, take } = open();
  const record = Buffer.from('1 3 /a\0lstat\0\0\x000\0');
  const packet = encodeAttributePacket(1, { sessionId: 1, sessionTime: 2, fileIndex: 7, stream: 1, record });
  t.true(traffic.take(packet));
  take('Jmsg JobId=1 type=7 level=1795167163 test-sd JobId 1: hello\n');
  take('Status JobId=1 JobStatus=109\n');
  t.deepEqual(attributes, [7]);
  t.deepEqual(said, ['info: test-sd JobId 1: hello\n', 'status m']);
});

test('nothing is hurried before the daemon runs, nor while it waits for the Client', (t) => {
  const { connection, traffic, take } = open();
  take('Jmsg JobId=1 type=7 level=1 test-sd JobId 1: hello\n');
  t.is(connection.hurried, 0);
  traffic.running = true;
  take('Status JobId=1 JobStatus=70\n');
  t.is(connection.hurried, 0);
  take('3010 Job X start\n');
  t.is(connection.hurried, 1);
});

test('a daemon that sends what cannot be read is given up after a while', (t) => {
  const { take } = open();
  for (let i = 0; i < 20; i++) t.true(take('Jmsg what\n'));
  t.throws(() => take('Jmsg what\n'), { code: 'DIRECTOR_DAEMON_GARBAGE' });
});
