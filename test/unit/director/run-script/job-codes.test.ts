import test from 'ava';
import { type JobCodes, substituteJobCodes } from '../../../../src/director/run-script/index.ts';

const codes: JobCodes = {
  directorName: 'tst-dir',
  jobId: 7,
  uniqueName: 'Nightly.2026-11-20_09.32.46_03',
  jobName: 'Nightly',
  typeName: 'Backup',
  levelName: 'Full',
  clientName: 'tst-fd',
  exitStatus: 'Backup OK',
  files: 4,
  volumeNames: ['Vol-0001', 'Vol-0002'],
  recipients: ['root@localhost', 'ops@example.org'],
};

test('the subject of the shipped mail command is filled in', (t) => {
  t.is(substituteJobCodes('Bacula: %t %e of %c %l', codes), 'Bacula: Backup Backup OK of tst-fd Full');
});

test('every other code has its value', (t) => {
  t.is(
    substituteJobCodes('%n|%j|%i|%d|%D|%r|%F|%b|%E|%v|%C|%x|%I|%m', codes),
    'Nightly|Nightly.2026-11-20_09.32.46_03|7|tst-dir|tst-dir|root@localhost ops@example.org|4|0|0|Vol-0001|Vol-0002|no|no|0|0',
  );
  t.regex(substituteJobCodes('%P', codes), /^\d+$/);
});

test('what is not known reads *none*, and what is no code stays', (t) => {
  t.is(substituteJobCodes('%s %p %h %z %', codes), '*none* *none* *none* %z %');
});

test('a value is not read for codes again, and %% is a percent sign', (t) => {
  t.is(substituteJobCodes('%%c %c', { ...codes, clientName: '%j' }), '%c %j');
});
