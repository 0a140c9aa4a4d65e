import test from 'ava';
import { type SelectionFacts, selectionSteps } from '../../../../src/director/volumes/select-volume.ts';

const steps = (changes: Partial<SelectionFacts> = {}): string[] =>
  selectionSteps({
    autochanger: false,
    create: true,
    autoPrune: true,
    labelsItself: true,
    purgeOldestVolume: false,
    recycleOldestVolume: false,
    ...changes,
  }).map((step) => ('inChanger' in step && step.inChanger ? `${step.kind}*` : step.kind));

test('what is there is used before old data is given up, and that before anything new is made', (t) => {
  t.deepEqual(steps(), ['append', 'recycle', 'purged', 'prune', 'purged', 'scratch', 'create']);
});

test('in a changer what lies in its slots comes first', (t) => {
  t.deepEqual(steps({ autochanger: true, autoPrune: false, labelsItself: false }), [
    ...['append*', 'recycle*', 'purged*', 'scratch*'],
    ...['append', 'recycle', 'purged', 'scratch'],
  ]);
});

test('a nearly full file system forbids Scratch, new Volumes and purging, but not recycling', (t) => {
  const all = { purgeOldestVolume: true, recycleOldestVolume: true };
  t.deepEqual(steps({ create: false, ...all }).slice(3), ['prune', 'purged', 'recycleOldest']);
});

test('purging the oldest Volume comes instead of recycling it', (t) => {
  t.is(steps({ purgeOldestVolume: true, recycleOldestVolume: true }).at(-1), 'purgeOldest');
  t.is(steps({ recycleOldestVolume: true }).at(-1), 'recycleOldest');
});
