import test from 'ava';
import {
  formatJobMessage,
  formatJobStatus,
  formatProgress,
  MESSAGE_TYPES,
  messageType,
  messageTypeNumber,
  parseJobMessage,
} from '../../../src/protocol/job-message.ts';

test('15.x counts one more from fatal on', (t) => {
  t.is(messageType(3, '9.6'), 'fatal');
  t.is(messageType(3, '15.0'), 'events');
  t.is(messageType(4, '15.0'), 'fatal');
  t.is(messageType(6, '9.6'), 'info');
  t.is(messageType(7, '15.0'), 'info');
  t.is(messageType(16, '9.6'), 'volmgmt');
  t.is(messageType(17, '15.0'), 'volmgmt');
  t.is(messageType(99, '15.0'), 'info');
});

test('every type has its number in both releases; what 9.6 does not know becomes information', (t) => {
  for (const type of MESSAGE_TYPES) {
    t.is(messageType(messageTypeNumber(type, '15.0'), '15.0'), type);
    const expected = type === 'events' || type === 'verified' ? 'info' : type;
    t.is(messageType(messageTypeNumber(type, '9.6'), '9.6'), expected);
  }
});

test('a message keeps its newlines and survives the way back', (t) => {
  const message = { type: 'error', jobId: 3, timeSec: 1795167163, text: 'tst-sd JobId 3: Error: a\n b\n' } as const;
  const text = formatJobMessage(message, '9.6');
  t.is(text, 'Jmsg JobId=3 type=4 level=1795167163 tst-sd JobId 3: Error: a\n b\n');
  t.deepEqual(parseJobMessage(text, '9.6'), { kind: 'job-message', ...message });
});

test('the old form that names the Job belongs to no JobId', (t) => {
  const message = parseJobMessage('Jmsg Job=a.2026 type=7 level=5 x: hello\n', '15.0');
  t.like(message, { kind: 'job-message', jobId: 0, type: 'info', text: 'x: hello\n' });
});

test('status, progress and events are told apart', (t) => {
  t.deepEqual(parseJobMessage(formatJobStatus({ jobId: 1, status: 'F' }), '15.0'), {
    kind: 'job-status',
    jobId: 1,
    status: 'F',
  });
  const progress = { jobId: 1, files: 2, bytes: 3_000_000_000, bytesPerSec: 4 };
  t.deepEqual(parseJobMessage(formatProgress(progress), '15.0'), { kind: 'progress', ...progress });
  const event = 'Events: code=FD0001 daemon=tst-fd ref=0x12 type=daemon source=*None* text=a\x01b\n';
  t.like(parseJobMessage(event, '15.0'), { kind: 'event', code: 'FD0001', source: '*None*', text: 'a b' });
});

test('other lines are none of these messages', (t) => {
  for (const text of ['', 'Jmsg', 'Jmsg JobId=x', 'Status JobId=1', 'Progress JobId=1 files=', 'hello']) {
    t.is(parseJobMessage(text, '15.0'), undefined, text);
  }
});
