import test from 'ava';
import fc from 'fast-check';
import { decodeAttributePacket, encodeAttributePacket } from '../../../../src/protocol/storage/attributes.ts';
import { storageCommand } from '../../../../src/protocol/storage/command.ts';
import { classifyStoragePacket } from '../../../../src/protocol/storage/incoming.ts';
import {
  formatStorageEndJob,
  formatStorageStart,
  parseStorageEndJob,
} from '../../../../src/protocol/storage/job-end.ts';
import { parseLabelled, parseReservedDevice, storageReply } from '../../../../src/protocol/storage/reply.ts';

const classify = (text: string) => classifyStoragePacket(Buffer.from(text, 'latin1'), '15.0');

test('commands are those of a genuine Director', (t) => {
  t.is(
    storageCommand.job.format({
      jobId: 1,
      job: 'Backup_Small.2026-11-20_09.34.16_03',
      jobName: 'Backup Small',
      client: 'h2-fd',
      type: 'B',
      level: 'F',
      fileSet: 'Small Set',
      noAttributes: false,
      spoolAttributes: true,
      fileSetMd5: 'q6+C/7YtbSYXBA+td/+JgA',
      spoolData: false,
      writePartAfterJob: true,
      preferMountedVolumes: true,
      spoolSizeBytes: 0,
      rerunning: false,
      sessionId: 0,
      sessionTime: 0,
      storageCalls: false,
      authorization: 'dummy',
    }),
    'JobId=1 job=Backup_Small.2026-11-20_09.34.16_03 job_name=Backup\x01Small client_name=h2-fd type=66 level=70 FileSet=Small\x01Set NoAttr=0 SpoolAttr=1 FileSetMD5=q6+C/7YtbSYXBA+td/+JgA SpoolData=0 WritePartAfterJob=1 PreferMountedVols=1 SpoolSize=0 rerunning=0 VolSessionId=0 VolSessionTime=0 sd_client=0 Authorization=dummy\n',
  );
  t.is(
    storageCommand.useStorage.format({
      storage: 'File1',
      mediaType: 'FileT1',
      pool: 'Default',
      poolType: 'Backup',
      append: true,
      wait: true,
    }),
    'use storage=File1 media_type=FileT1 pool_name=Default pool_type=Backup append=1 copy=0 stripe=0 wait=1\n',
  );
  t.is(storageCommand.run.format({}), 'run');
  t.is(storageCommand.cancel.format({ job: 'a.2026' }), 'cancel Job=a.2026\n');
});

test('replies, the start and the end of a Job are told apart', (t) => {
  t.like(classify('3000 OK bootstrap\n'), { kind: 'reply', code: 3000 });
  t.like(classify(formatStorageStart('a.2026')), { kind: 'job-started', job: 'a.2026' });
  const end = '3099 Job a.2026 end JobStatus=84 JobFiles=11 JobBytes=309900 JobErrors=0 ErrMsg=\n';
  t.like(classify(end), { kind: 'job-ended', status: 'T', files: 11, bytes: 309900, errorText: '' });
  const verdict = parseStorageEndJob(end.replace('ErrMsg=', 'ErrMsg=no\x01space\x01left'));
  t.is(verdict?.errorText, 'no space left');
  t.is(verdict && formatStorageEndJob(verdict), end.replace('ErrMsg=', 'ErrMsg=no\x01space\x01left'));
});

test('the session, the reserved device and a label are read from their replies', (t) => {
  t.deepEqual(storageReply.job.parse('3000 OK Job SDid=1 SDtime=2 Authorization=JMAK-OEGA\n'), {
    sessionId: 1,
    sessionTime: 2,
    authorization: 'JMAK-OEGA',
  });
  t.is(storageReply.job.parse('3915 Bad Job command.\n'), undefined);
  t.deepEqual(parseReservedDevice('3000 OK use device device=Dev\x011 protect=0 encrypt=1\n'), {
    device: 'Dev 1',
    protect: false,
    encrypt: true,
  });
  t.like(parseReservedDevice('3000 OK use device device=Dev1\n'), { device: 'Dev1', encrypt: false });
  t.is(parseReservedDevice('3924 Device "x" not in SD Device resources\n'), undefined);
  const label = '3000 OK label. VolBytes=235 VolABytes=0 VolType=1 UseProtect=0 VolEncrypted=0 Volume="V" Device=D\n';
  t.like(parseLabelled(label), { bytes: 235, alignedBytes: 0, volumeType: 1 });
});

test('the spool file of the attributes is named with its blanks', (t) => {
  t.like(classify('BlastAttr JobId=3 File=/var/lib/my\x01dir/a.spool\n'), {
    kind: 'attribute-spool',
    jobId: 3,
    file: '/var/lib/my dir/a.spool',
  });
});

const packet = {
  sessionId: 2,
  sessionTime: 4_000_000_000,
  fileIndex: -7,
  stream: 1,
  record: Buffer.from('1 3 /a\0A\0\0\x000\0', 'latin1'),
};

test('an attribute packet gives its record and survives the way back', (t) => {
  t.deepEqual(decodeAttributePacket(encodeAttributePacket(12345, packet)), packet);
});

test('an attribute packet that is cut anywhere is malformed, never an overrun', (t) => {
  const whole = encodeAttributePacket(1, packet);
  for (let cut = 7; cut < whole.length; cut++) {
    t.is(classifyStoragePacket(whole.subarray(0, cut), '15.0').kind, 'malformed', `${cut}`);
  }
  const lying = Buffer.from(whole);
  lying.writeUInt32BE(0xffffffff, whole.length - packet.record.length - 4);
  t.is(classifyStoragePacket(lying, '15.0').kind, 'malformed');
});

test('nothing that arrives makes the classification throw', (t) => {
  const prefix = fc.constantFrom(
    '',
    'UpdCat ',
    'UpdCat JobId=1 FileAttributes ',
    'CatReq JobId=1 ',
    'Jmsg ',
    '3099 Job ',
  );
  fc.assert(
    fc.property(prefix, fc.uint8Array({ maxLength: 200 }), (start, bytes) => {
      t.notThrows(() => classifyStoragePacket(Buffer.concat([Buffer.from(start), bytes]), '9.6'));
    }),
  );
});

test('an unknown catalog request is told apart from words', (t) => {
  t.is(classify('CatReq JobId=1 Nonsense\n').kind, 'unknown-request');
  t.is(classify('Device status:\n\0').kind, 'text');
  t.is(classify('Status nonsense').kind, 'malformed');
});
