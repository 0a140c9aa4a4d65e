import test from 'ava';
import { VOL_STATUSES } from '../../../../src/catalog/index.ts';
import { decideWrite, type WriteFacts } from '../../../../src/director/volumes/may-write.ts';
import { mediaRow } from '../../../support/media-row.ts';

const facts: WriteFacts = {
  poolId: 1,
  mediaType: 'File',
  useVolumeOnce: false,
  recycleCurrentVolume: false,
  now: new Date(2026, 10, 21, 11),
};
const DAY_SEC = 86_400;

test('each status has its verdict', (t) => {
  const verdicts = Object.fromEntries(
    VOL_STATUSES.map((volStatus) => [volStatus, decideWrite(mediaRow({ volStatus }), facts).kind]),
  );
  t.deepEqual(verdicts, {
    Append: 'yes',
    Recycle: 'yes',
    Purged: 'recycle',
    Full: 'no',
    Used: 'no',
    Error: 'no',
    Archive: 'no',
    'Read-Only': 'no',
    Disabled: 'no',
    Busy: 'no',
    Cleaning: 'no',
    Scratch: 'no',
  });
});

test('another Pool, another media type, a disabled Volume: each has its own words', (t) => {
  const why = (changes: Parameters<typeof mediaRow>[0]) => {
    const verdict = decideWrite(mediaRow(changes), facts);
    return verdict.kind === 'no' ? verdict.why : verdict.kind;
  };
  t.is(why({ poolId: 2 }), 'not in Pool');
  t.is(why({ mediaType: 'Tape' }), 'not correct MediaType');
  t.is(why({ enabled: 0 }), 'is not Enabled');
  t.is(why({ volStatus: 'Purged', recycle: 0 }), 'volume has recycling disabled');
  t.is(why({ volStatus: 'Full' }), 'but should be Append, Purged or Recycle');
});

test('a Volume that was offered for another media type is not refused for it', (t) => {
  t.is(decideWrite(mediaRow({ mediaType: 'File3' }), { ...facts, mediaType: undefined }).kind, 'yes');
});

test('a limit that was reached comes before everything the status says', (t) => {
  t.is(decideWrite(mediaRow({ maxVolJobs: 1 }), facts).kind, 'expire');
});

test('RecycleCurrentVolume prunes a full Volume a minute before its retention ends, and not earlier', (t) => {
  const current = { ...facts, recycleCurrentVolume: true };
  const kind = (volRetentionSec: number) => decideWrite(mediaRow({ volStatus: 'Used', volRetentionSec }), current).kind;
  t.is(kind(DAY_SEC - 1), 'prune');
  t.is(kind(DAY_SEC + 59), 'prune');
  t.is(kind(DAY_SEC + 61), 'no');
  t.is(kind(0), 'no');
});
