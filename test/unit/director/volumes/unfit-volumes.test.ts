import test from 'ava';
import { UnfitVolumes } from '../../../../src/director/volumes/unfit-volumes.ts';

const wanted = { mediaId: 2, volumeName: 'Vol-0002' };

test('a Volume in whose place another is found three times is not offered again', (t) => {
  const unfit = new UnfitVolumes();
  for (const told of [undefined, undefined, wanted]) {
    t.deepEqual(unfit.mediaIds, []);
    unfit.offered(wanted);
    t.deepEqual(unfit.refused('Vol-0001'), told);
  }
  t.deepEqual(unfit.mediaIds, [2]);
  unfit.forgive();
  t.deepEqual(unfit.mediaIds, []);
});

test('that the Volume itself may not be written is no sign of that', (t) => {
  const unfit = new UnfitVolumes();
  for (let round = 0; round < 5; round++) {
    unfit.offered(wanted);
    unfit.refused('Vol-0002');
  }
  t.deepEqual(unfit.mediaIds, []);
});

test('one offer counts once, however many Volumes are asked for after it', (t) => {
  const unfit = new UnfitVolumes();
  unfit.offered(wanted);
  for (const other of ['Vol-0001', 'Vol-0003', 'Vol-0004']) unfit.refused(other);
  t.deepEqual(unfit.mediaIds, []);
});
