import test from 'ava';
import fc from 'fast-check';
import { clientCommand, formatEstimate, formatRestore } from '../../../../src/protocol/client/command.ts';
import { formatClientEndJob, parseClientEndJob } from '../../../../src/protocol/client/end-job.ts';
import { classifyClientPacket } from '../../../../src/protocol/client/incoming.ts';
import { clientReply, parseClientIdentity } from '../../../../src/protocol/client/reply.ts';

const classify = (text: string) => classifyClientPacket(Buffer.from(text, 'latin1'), '15.0');

test('commands are those of a genuine Director', (t) => {
  t.is(
    clientCommand.job.format({
      jobId: 1,
      job: 'Full 1.2026-11-20_09.32.41_03',
      sessionId: 1,
      sessionTime: 1795167116,
      authorization: 'ECPI-LAGJ',
    }),
    'JobId=1 Job=Full\x011.2026-11-20_09.32.41_03 SDid=1 SDtime=1795167116 Authorization=ECPI-LAGJ\n',
  );
  t.is(clientCommand.storage.format({ address: 'h', port: 9103, tls: 0 }), 'storage address=h port=9103 ssl=0\n');
  t.is(clientCommand.backup.format({ fileIndex: 0 }), 'backup FileIndex=0\n');
  t.is(clientCommand.endRestore.format({}), 'endrestore');
  t.is(
    formatRestore({ files: 11, replace: 'a', prefixLinks: false, where: '/srv/my restore' }),
    'restore files=11 replace=a prelinks=0 where=/srv/my\x01restore\n',
  );
  t.is(formatRestore({ files: 1, replace: 'n', prefixLinks: true }), 'restore files=1 replace=n prelinks=1 where=\n');
  t.is(
    formatRestore({ files: 1, replace: 'w', prefixLinks: false, regexWhere: '!/a!/b b!' }),
    'restore files=1 replace=w prelinks=0 regexwhere=!/a!/b\x01b!\n',
  );
  t.is(formatEstimate(true), 'estimate listing=1\n');
  t.is(formatEstimate(false, 0), 'estimate listing=0 limit=0\n');
});

test('a reply is whatever begins with a digit', (t) => {
  t.deepEqual(classify('2000 OK storage\n'), { kind: 'reply', code: 2000, text: '2000 OK storage\n' });
  t.like(classify('2902 Bad storage\n'), { kind: 'reply', code: 2902 });
});

test("the FD's verdict is read in its three forms", (t) => {
  const full =
    '2800 End Job TermCode=84 JobFiles=11 ReadBytes=308905 JobBytes=308905 Errors=0 VSS=0 Encrypt=1 CommBytes=310263 CompressCommBytes=281547\n';
  t.like(classify(full), { kind: 'job-ended', status: 'T', files: 11, encrypted: true, compressedCommBytes: 281547 });
  const short = parseClientEndJob('2800 End Job TermCode=102 JobFiles=0 ReadBytes=0 JobBytes=0 Errors=2\n');
  t.like(short, { status: 'f', errors: 2, commBytes: 0, snapshot: false });
  const verdict = parseClientEndJob(full);
  t.is(verdict && formatClientEndJob(verdict), full);
});

test('a cut verdict is an ordinary reply, not a crash', (t) => {
  const full = '2800 End Job TermCode=84 JobFiles=11 ReadBytes=308905 JobBytes=308905 Errors=0 VSS=0 Encrypt=1\n';
  for (let cut = 1; cut < full.length; cut++) {
    t.true(['reply', 'job-ended'].includes(classify(full.slice(0, cut)).kind));
  }
});

test('what should be a message but is not is malformed, and words without a code are text', (t) => {
  t.is(classify('Jmsg JobId=1 type=').kind, 'malformed');
  t.is(classify('job.c:2756 Unknown backup level: x').kind, 'text');
  t.is(classify('CatReq Job=a new_snapshot x').kind, 'unknown-request');
  t.is(classify('').kind, 'text');
});

test('nothing that arrives makes the classification throw', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      t.notThrows(() => classifyClientPacket(Buffer.from(bytes), '9.6'));
    }),
  );
});

test('a good answer has its fields, a refusal is none', (t) => {
  t.deepEqual(clientReply.level.parse('2000 OK level\n'), {});
  t.deepEqual(clientReply.estimate.parse('2000 OK estimate files=1,234 bytes=308,917\n'), {
    files: 1234,
    bytes: 308917,
  });
  t.is(clientReply.storage.parse('2902 Bad storage\n'), undefined);
});

test('release and plugins of an FD are parted at the semicolon', (t) => {
  const fields = clientReply.job.parse('2000 OK Job 15.0.3 (25Mar25) x86_64,debian,12;bpipe(2)');
  t.deepEqual(fields && parseClientIdentity(fields.release), {
    uname: '15.0.3 (25Mar25) x86_64,debian,12',
    plugins: 'bpipe(2)',
  });
  t.deepEqual(parseClientIdentity('9.6.7 (10Dec20) x86_64'), { uname: '9.6.7 (10Dec20) x86_64', plugins: '' });
});
