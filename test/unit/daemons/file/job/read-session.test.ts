import test from 'ava';
import { parseHeader } from '../../../../../src/daemons/file/job/read-session.ts';

test('the header of a record is read whole or not at all', (t) => {
  t.deepEqual(parseHeader(Buffer.from('rechdr 1 1795167116 11 2 65536')), {
    sessionId: 1,
    sessionTime: 1_795_167_116,
    fileIndex: 11,
    stream: 2,
    length: 65_536,
  });
  t.is(parseHeader(Buffer.from('rechdr 14 1795171166 5 67108866 9'))?.stream, 67_108_866);
  for (const text of [
    '',
    'rechdr',
    'rechdr 1 2 3 4',
    '3000 error\n',
    'rechdr 1 2 3 4 5 6 7',
    `rechdr ${'1'.repeat(99)}`,
  ]) {
    t.is(parseHeader(Buffer.from(text)), undefined, text);
  }
});
