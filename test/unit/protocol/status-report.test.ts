import test from 'ava';
import fc from 'fast-check';
import { parseRunningJob, parseStatusBlocks } from '../../../src/protocol/status-report.ts';

test('a running Job is read from its line', (t) => {
  t.deepEqual(parseRunningJob('JobId=3 JobStatus=R JobErrors=0\n'), { jobId: 3, status: 'R', errors: 0 });
  t.is(parseRunningJob('2000 OK .status\n'), undefined);
});

test('blocks are parted by blank lines, headings are passed over', (t) => {
  const text = '\nterminated:\n\njobid=9\njob=a b\nstatus=T\n\njobid=8\njob=c=d\n\nerror=0\nerrmsg=\n\n\0';
  const blocks = parseStatusBlocks(text).map((block) => Object.fromEntries(block));
  t.deepEqual(blocks, [
    { jobid: '9', job: 'a b', status: 'T' },
    { jobid: '8', job: 'c=d' },
    { error: '0', errmsg: '' },
  ]);
});

test('any text is read without an error', (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void t.notThrows(() => parseStatusBlocks(text))));
});
