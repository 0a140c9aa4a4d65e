import test from 'ava';
import { formatBrief, parseBrief } from '../../../../src/director/journal/brief.ts';

const BRIEF = {
  pool: 'P\xc3\xa4',
  poolFrom: 'Job resource',
  storageFrom: 'Pool resource',
  device: 'Drive-0',
  sessionId: 1,
  sessionTime: 1_700_000_000,
  priority: 10,
  accurate: true,
  spoolData: false,
  since: { jobId: 3, job: 'a.1', startMs: 1_000 },
};

test('a brief is ASCII, and comes back with all its bytes', (t) => {
  const text = formatBrief(BRIEF);
  t.regex(text, /^[\x20-\x7e]+$/);
  t.deepEqual(parseBrief(text), BRIEF);
});

test('what somebody else wrote is no brief', (t) => {
  for (const text of ['', '{', '{}', 'null', '7', '{"pool":"P","device":"D","sessionId":"x","priority":1}']) {
    t.is(parseBrief(text), undefined, text);
  }
});
