import test from 'ava';
import { mergeUpdate } from '../../../../src/director/volumes/media-update.ts';
import type { UpdateMedia } from '../../../../src/protocol/index.ts';
import { mediaRow } from '../../../support/media-row.ts';

const update = (changes: Partial<UpdateMedia> = {}): UpdateMedia => ({
  kind: 'update-media',
  jobId: 1,
  volume: 'Vol-0001',
  jobs: 2,
  files: 0,
  blocks: 20,
  bytes: 2_000_000,
  alignedBytes: 0,
  holeBytes: 0,
  holes: 0,
  mounts: 2,
  errors: 0,
  writes: 22,
  maxBytes: 77,
  endTimeSec: 1_795_200_000,
  status: 'Append',
  slot: 0,
  relabel: false,
  inChanger: false,
  readTimeUs: 1,
  writeTimeUs: 900,
  firstWrittenSec: 0,
  volumeType: 1,
  parts: 0,
  cloudParts: 0,
  lastPartBytes: 0,
  enabled: 1,
  recycle: true,
  protected: false,
  useProtect: false,
  encrypted: false,
  ...changes,
});
const facts = { jobStart: new Date(2026, 10, 21, 3), storageId: 4 };

test('counters replace those of the row', (t) => {
  t.like(mergeUpdate(mediaRow(), update(), facts), { volJobs: 2, volBlocks: 20, volBytes: 2_000_000, volWrites: 22 });
});

test('the first write is the Storage’s time, else the start of the Job, and stays', (t) => {
  const row = mediaRow({ firstWritten: null });
  t.deepEqual(mergeUpdate(row, update(), facts).firstWritten, facts.jobStart);
  t.deepEqual(mergeUpdate(row, update({ firstWrittenSec: 9 }), facts).firstWritten, new Date(9_000));
  t.deepEqual(mergeUpdate(mediaRow(), update({ firstWrittenSec: 9 }), facts).firstWritten, mediaRow().firstWritten);
  const recycled = mediaRow({ firstWritten: new Date(0) });
  t.deepEqual(mergeUpdate(recycled, update(), facts).firstWritten, facts.jobStart);
});

test('the last write moves only with blocks', (t) => {
  t.deepEqual(mergeUpdate(mediaRow(), update(), facts).lastWritten, new Date(1_795_200_000_000));
  t.deepEqual(mergeUpdate(mediaRow({ volBlocks: 20 }), update(), facts).lastWritten, mediaRow().lastWritten);
});

test('a label has its date, and keeps it', (t) => {
  const relabelled = mergeUpdate(mediaRow(), update({ relabel: true }), facts);
  t.deepEqual(relabelled.labelDate, facts.jobStart);
  const fresh = mergeUpdate(mediaRow({ labelDate: null }), update(), facts);
  t.deepEqual(fresh.labelDate, facts.jobStart);
  t.deepEqual(mergeUpdate(mediaRow(), update(), facts).labelDate, mediaRow().labelDate);
});

test('files get fewer only with a new label, and the Storage is noted only when it wrote', (t) => {
  const row = mediaRow({ volFiles: 5, volWrites: 22 });
  t.like(mergeUpdate(row, update(), facts), { volFiles: 5, storageId: 1 });
  t.like(mergeUpdate(row, update({ relabel: true, writes: 23 }), facts), { volFiles: 0, storageId: 4 });
});

test('figures that another Job’s journal has overtaken change nothing but the status; asked and answered they count', (t) => {
  const row = mediaRow({ volJobs: 3, volBlocks: 40, volBytes: 4_000_000, volWrites: 41, volMounts: 2 });
  const late = { ...facts, mayBeLate: true };
  for (const relabel of [false, true]) {
    const kept = mergeUpdate(row, update({ relabel, status: 'Append' }), late);
    t.like(kept, { volJobs: 3, volBlocks: 40, volBytes: 4_000_000, volWrites: 41, volMounts: 2 });
    t.deepEqual([kept.labelDate, kept.lastWritten], [row.labelDate, row.lastWritten]);
  }
  t.is(mergeUpdate(row, update({ status: 'Error' }), late).volStatus, 'Error');
  t.is(mergeUpdate(row, update({ writes: 41, mounts: 1 }), late).volBytes, 4_000_000);
  t.is(mergeUpdate(row, update({ writes: 41, jobs: 3, bytes: 4_000_001 }), late).volBytes, 4_000_001);
  t.is(mergeUpdate(row, update(), facts).volBytes, 2_000_000);
});

test('a status is taken from the Storage, unless it only missed what was decided here', (t) => {
  const status = (ours: Parameters<typeof mediaRow>[0], reported: string) =>
    mergeUpdate(mediaRow(ours), update({ status: reported }), facts).volStatus;
  t.is(status({}, 'Full'), 'Full');
  t.is(status({ volStatus: 'Recycle' }, 'Append'), 'Append');
  t.is(status({ volStatus: 'Used' }, 'Append'), 'Used');
  t.is(status({ volStatus: 'Used' }, 'Error'), 'Error');
  t.is(status({}, 'Rubbish'), 'Append');
});
