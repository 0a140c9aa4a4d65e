import test from 'ava';
import type { LostJob } from '../../../../src/catalog/index.ts';
import { formatWill, parseWill } from '../../../../src/director/succession/will.ts';

const job = {
  ...{ jobId: 7, job: 'Backup.1', name: 'B\xe4ckup', type: 'B', level: 'F', client: 'c', pool: 'p', fileSet: 's' },
  ...{ fileSetMd5: 'm', storage: 'File1', brief: '{}', ordered: '{}', fact: 2, attempt: 1, volSessionId: 0 },
  ...{ volSessionTime: 0, comment: 'a\nb', schedTime: new Date(1_000), startTime: null, realStartTime: null },
  fileSetCreated: new Date(0),
} as unknown as LostJob;

test('what a Job leaves at its Storage is one word, and is read back as it was, whatever bytes its names hold', (t) => {
  const will = formatWill(job) ?? '';
  t.regex(will, /^[A-Za-z0-9+/=]+$/);
  t.deepEqual(parseWill(will), job);
});

test('what somebody else wrote, or is cut, is no will, and what is too long is not left', (t) => {
  const will = formatWill(job) ?? '';
  for (const text of ['', '-', 'e30=', will.slice(0, 100)]) t.is(parseWill(text), undefined);
  t.is(formatWill({ ...job, ordered: 'x'.repeat(200_000) }), undefined);
});
