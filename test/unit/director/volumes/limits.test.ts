import test from 'ava';
import type { Media } from '../../../../src/catalog/index.ts';
import { expiryOf } from '../../../../src/director/volumes/limits.ts';
import { mediaRow } from '../../../support/media-row.ts';

const now = new Date(2026, 10, 20, 12);
const facts = { now, useVolumeOnce: false };

const LIMITS: readonly (readonly [changes: Partial<Media>, once: boolean, status: 'Full' | 'Used', message: RegExp])[] =
  [
    [
      { maxVolBytes: 1_096_923 },
      false,
      'Full',
      /^Max Volume bytes=1096923 exceeded\. Marking Volume "Vol-0001" as Full\.$/,
    ],
    [{}, true, 'Used', /^Volume used once\. Marking Volume "Vol-0001" as Used\.$/],
    [{ maxVolJobs: 1 }, false, 'Used', /^Max Volume jobs=1 exceeded\./],
    [{ volFiles: 3, maxVolFiles: 3 }, false, 'Used', /^Max Volume files=3 exceeded\./],
    [{ volUseDurationSec: 7_200 }, false, 'Used', /^Max configured use duration=7200 sec\. exceeded\./],
    [{ maxVolBytes: 1, maxVolJobs: 1 }, true, 'Full', /^Max Volume bytes/],
  ];

test('each limit marks the Volume as it should be marked, and the first one counts', (t) => {
  for (const [changes, useVolumeOnce, volStatus, message] of LIMITS) {
    const expiry = expiryOf(mediaRow(changes), { now, useVolumeOnce });
    t.is(expiry?.volStatus, volStatus);
    t.regex(expiry?.message ?? '', message);
  }
});

test('a Volume below its limits, or without any, goes on', (t) => {
  t.is(expiryOf(mediaRow(), facts), undefined);
  const below = { maxVolBytes: 1_096_924, maxVolJobs: 2, volFiles: 2, maxVolFiles: 3, volUseDurationSec: 7_201 };
  t.is(expiryOf(mediaRow(below), facts), undefined);
});

test('only a Volume in Append that a Job has written can expire', (t) => {
  t.is(expiryOf(mediaRow({ volJobs: 0, maxVolBytes: 1 }), facts), undefined);
  t.is(expiryOf(mediaRow({ volStatus: 'Full', maxVolBytes: 1 }), facts), undefined);
});

test('a recycled Volume is in use from its next write on', (t) => {
  for (const firstWritten of [null, new Date(0)]) {
    t.is(expiryOf(mediaRow({ firstWritten, volUseDurationSec: 60 }), facts), undefined);
  }
});
