import test from 'ava';
import {
  formatInvalidRequest,
  formatNoMedia,
  formatVolumeAnswer,
  formatVolumeRefused,
  parseVolumeAnswer,
  type VolumeAnswer,
} from '../../../../src/protocol/storage/catalog-answer.ts';
import { formatCatalogRequest, parseCatalogRequest } from '../../../../src/protocol/storage/catalog-request.ts';
import { formatJobMediaRange, isDummyRange, parseJobMediaRange } from '../../../../src/protocol/storage/job-media.ts';

const FIND_96 = 'CatReq JobId=1 FindMedia=2 pool_name=My\x01Pool media_type=File1 vol_type=1\n';
const FIND_15 =
  'CatReq JobId=1 FindMedia=1 pool_name=Default media_type=File1 vol_type=1 create=0 use_protect=1 vol_encrypted=0\n';
const UPDATE_96 =
  'CatReq JobId=1 UpdateMedia VolName=Vol-0001 VolJobs=1 VolFiles=0 VolBlocks=2 VolBytes=9101 VolABytes=0 VolHoleBytes=0 VolHoles=0 VolMounts=2 VolErrors=0 VolWrites=3 MaxVolBytes=52428800 EndTime=1795167259 VolStatus=Append Slot=0 relabel=0 InChanger=0 VolReadTime=0 VolWriteTime=91 VolFirstWritten=1795167259 VolType=1 VolParts=0 VolCloudParts=0 LastPartBytes=0 Enabled=1 Recycle=1\n';
const UPDATE_15 = UPDATE_96.replace('\n', ' Protected=0 UseProtect=0 VolEncrypted=0\n');

test('FindMedia is understood in both layouts', (t) => {
  t.like(parseCatalogRequest(FIND_96), { kind: 'find-media', index: 2, pool: 'My Pool', create: true });
  t.like(parseCatalogRequest(FIND_15), { kind: 'find-media', index: 1, create: false, useProtect: true });
});

test('UpdateMedia is understood in both layouts', (t) => {
  const old = parseCatalogRequest(UPDATE_96);
  t.like(old, {
    kind: 'update-media',
    volume: 'Vol-0001',
    bytes: 9101,
    writeTimeUs: 91,
    relabel: false,
    recycle: true,
  });
  t.deepEqual(parseCatalogRequest(UPDATE_15), old);
});

test('requests survive the way back in the layout of their release', (t) => {
  const pairs = [
    [FIND_96, '9.6'],
    [FIND_15, '15.0'],
    [UPDATE_96, '9.6'],
    [UPDATE_15, '15.0'],
    ['CatReq JobId=4 GetVolInfo VolName=Vol-0001 write=0\n', '15.0'],
    ['CatReq JobId=4 CreateJobMedia\n', '9.6'],
    ['CatReq JobId=4 CreateFileMedia\n', '15.0'],
  ] as const;
  for (const [text, release] of pairs) {
    const request = parseCatalogRequest(text);
    t.is(request && formatCatalogRequest(request, release), text);
  }
});

test('a request that is cut before its last field is not understood', (t) => {
  const lastField = UPDATE_96.indexOf(' Recycle=');
  for (let cut = 0; cut <= lastField; cut++) t.is(parseCatalogRequest(UPDATE_96.slice(0, cut)), undefined);
});

test('an unknown request is quoted back, shortened, on one line', (t) => {
  t.is(parseCatalogRequest('CatReq JobId=1 Nonsense\n'), undefined);
  t.is(formatInvalidRequest('CatReq\nx'), '1990 Invalid Catalog Request: CatReq x\n');
  t.true(formatInvalidRequest('x'.repeat(1_000_000)).length < 300);
});

const volume: VolumeAnswer = {
  volume: 'Vol 1',
  jobs: 1,
  files: 2,
  blocks: 3,
  bytes: 5_000_000_000,
  alignedBytes: 0,
  holeBytes: 0,
  holes: 0,
  mounts: 4,
  errors: 0,
  writes: 5,
  maxBytes: 52428800,
  capacityBytes: 0,
  status: 'Append',
  slot: 0,
  maxJobs: 0,
  maxFiles: 0,
  inChanger: false,
  readTimeUs: 0,
  writeTimeUs: 6,
  endFile: 0,
  endBlock: 9,
  volumeType: 1,
  labelType: 0,
  mediaId: 7,
  scratchPoolId: 0,
  parts: 0,
  cloudParts: 0,
  lastPartBytes: 0,
  enabled: 1,
  recycle: true,
  maxPoolBytes: 0,
  poolBytes: 0,
  protected: false,
  useProtect: false,
  encrypted: false,
  retentionSec: 31536000,
};

test("a Volume is answered in the layout of the SD's version", (t) => {
  const tail = (version: number): string | undefined => formatVolumeAnswer(volume, version).split('Enabled=1 ')[1];
  t.is(tail(306), 'Recycle=1\n');
  t.is(tail(30007), 'MaxPoolBytes=0 PoolBytes=0 Recycle=1 Protected=0 UseProtect=0 VolEncrypted=0\n');
  t.is(
    tail(30008),
    'MaxPoolBytes=0 PoolBytes=0 Recycle=1 Protected=0 UseProtect=0 VolEncrypted=0 VolRetention=31536000\n',
  );
  t.true(formatVolumeAnswer(volume, 30008).startsWith('1000 OK VolName=Vol\x011 VolJobs=1 VolFiles=2 VolBlocks=3 '));
  t.deepEqual(parseVolumeAnswer(formatVolumeAnswer(volume, 30008)), volume);
  t.deepEqual(parseVolumeAnswer(formatVolumeAnswer(volume, 306)), { ...volume, retentionSec: 0 });
});

test('a refusal stays on one line', (t) => {
  t.is(formatNoMedia('a\nb'), '1901 No Media. a b\n');
  t.is(formatVolumeRefused('V', 'Full', 'not in Pool'), '1998 Volume "V" catalog status is Full, not in Pool.\n');
  t.is(parseVolumeAnswer(formatNoMedia('')), undefined);
});

test('ranges of a Job on a Volume are read, and a range without files is a dummy', (t) => {
  const range = parseJobMediaRange('1 11 0 0 231 310972 1\n');
  t.deepEqual(range, {
    firstIndex: 1,
    lastIndex: 11,
    startFile: 0,
    endFile: 0,
    startBlock: 231,
    endBlock: 310972,
    mediaId: 1,
  });
  t.is(range && formatJobMediaRange(range), '1 11 0 0 231 310972 1\n');
  t.is(range && isDummyRange(range), false);
  const dummy = parseJobMediaRange('0 0 0 0 0 0 1\n');
  t.is(dummy && isDummyRange(dummy), true);
  t.is(parseJobMediaRange('1 2 3'), undefined);
});
