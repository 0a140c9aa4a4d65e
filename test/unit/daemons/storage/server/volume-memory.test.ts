import test from 'ava';
import type { VolumeVerdict } from '../../../../../src/daemons/storage/media/index.ts';
import { VolumeMemory } from '../../../../../src/daemons/storage/server/journaled/volume-memory.ts';
import { parseVolumeAnswer, type VolumeAnswer } from '../../../../../src/protocol/index.ts';

const TEXT =
  '1000 OK VolName=Vol-1 VolJobs=1 VolFiles=1 VolBlocks=10 VolBytes=1000 VolABytes=0 VolHoleBytes=0 VolHoles=0 VolMounts=1 VolErrors=0 VolWrites=11 MaxVolBytes=0 VolCapacityBytes=0 VolStatus=Append Slot=0 MaxVolJobs=0 MaxVolFiles=0 InChanger=0 VolReadTime=0 VolWriteTime=0 EndFile=0 EndBlock=0 VolType=1 LabelType=0 MediaId=1 ScratchPoolId=0 VolParts=0 VolCloudParts=0 LastPartBytes=0 Enabled=1 Recycle=1\n';
const ANSWER = parseVolumeAnswer(TEXT) as VolumeAnswer;
const granted = (more: Partial<VolumeAnswer> = {}): VolumeVerdict => ({
  kind: 'granted',
  volume: { ...ANSWER, ...more },
});

function told(more: Partial<VolumeAnswer>): VolumeMemory {
  const memory = new VolumeMemory();
  memory.tell({ ...ANSWER, ...more });
  return memory;
}

test('counters that the Catalog does not have yet are added to its answer, its own decisions stay', (t) => {
  const memory = told({ jobs: 3, writes: 40, bytes: 4_000, blocks: 38, maxBytes: 5 });
  const verdict = memory.complete(granted({ maxBytes: 9_000 }), true);
  t.like(verdict.kind === 'granted' ? verdict.volume : {}, {
    jobs: 3,
    writes: 40,
    bytes: 4_000,
    blocks: 38,
    maxBytes: 9_000,
  });
});

test('an answer that knows as much or more is taken as it is', (t) => {
  const memory = told({});
  t.deepEqual(memory.complete(granted({ jobs: 2, writes: 20 }), true), granted({ jobs: 2, writes: 20 }));
  t.deepEqual(new VolumeMemory().complete(granted(), true), granted());
});

test('a Volume that was told to be full is not written on, and can be read', (t) => {
  const full = { status: 'Full', writes: 40 };
  const verdict = told(full).complete(granted(), true);
  t.is(verdict.kind, 'refused');
  t.regex(verdict.kind === 'refused' ? verdict.why : '', /^1998 Volume "Vol-1" catalog status is Full/);
  t.is(told(full).complete(granted(), false).kind, 'granted');
});

test('a Volume that was given free, or made anew under the same name, begins anew', (t) => {
  for (const more of [{ status: 'Recycle' }, { status: 'Purged' }, { mediaId: 2 }]) {
    const memory = told({ writes: 40, status: 'Full' });
    t.deepEqual(memory.complete(granted(more), true), granted(more));
  }
});

test('what was told of a Volume is forgotten when it begins anew, whatever the Catalog calls it', (t) => {
  const memory = told({ writes: 40, status: 'Full' });
  memory.forget('Vol-1');
  t.deepEqual(memory.complete(granted(), true), granted());
});

test('a refusal stays one', (t) => {
  const refused: VolumeVerdict = { kind: 'refused', why: '1998' };
  t.is(told({ writes: 40 }).complete(refused, true), refused);
});
