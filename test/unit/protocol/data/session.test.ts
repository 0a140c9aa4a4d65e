import test from 'ava';
import { appendHeader, readHeader, sessionCommand, sessionReply } from '../../../../src/protocol/data/session.ts';
import { isAttributeStream, isDigestStream, STREAM, streamType } from '../../../../src/protocol/data/streams.ts';
import { parseAny } from '../../../../src/protocol/line.ts';

test('a session is opened, filled and closed as genuine daemons do it', (t) => {
  t.is(sessionCommand.appendOpen.format({}), 'append open session\n');
  t.is(sessionCommand.appendData.format({ ticket: 3 }), 'append data 3\n');
  t.deepEqual(parseAny(sessionCommand, 'read open session = DummyVolume 11 1795167317 0 0 0 0\n'), {
    kind: 'readOpen',
    fields: {
      volume: 'DummyVolume',
      sessionId: 11,
      sessionTime: 1795167317,
      startFile: 0,
      endFile: 0,
      startBlock: 0,
      endBlock: 0,
    },
  });
  t.deepEqual(sessionReply.closed.parse('3000 OK close Status = 84\n'), { status: 'T' });
});

test('headers of both directions are read', (t) => {
  t.deepEqual(appendHeader.parse('5 4 -1'), { fileIndex: 5, stream: 4, info: -1 });
  t.deepEqual(readHeader.parse('rechdr 1 1795167811 3 1 80'), {
    sessionId: 1,
    sessionTime: 1795167811,
    fileIndex: 3,
    stream: 1,
    length: 80,
  });
  t.is(readHeader.parse('rechdr 1 1795167811 3 1'), undefined);
});

test('the flags of a stream number do not hide its type', (t) => {
  t.is(streamType((1 << 26) | STREAM.fileData), STREAM.fileData);
  t.true(isAttributeStream((1 << 25) | STREAM.attributeUpdate));
  t.true(isDigestStream(STREAM.xxh3_128));
  t.false(isDigestStream(STREAM.signedDigest));
});
