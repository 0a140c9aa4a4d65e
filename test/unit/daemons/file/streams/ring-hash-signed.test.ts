import { createHash } from 'node:crypto';
import test from 'ava';
import { Patience } from '../../../../../src/daemons/file/streams/lanes/patience.ts';
import { RingHash } from '../../../../../src/daemons/file/streams/lanes/ring-hash.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

test('a digest on which a signature hangs is not given up, however long its thread holds up the caller', async (t) => {
  let nowMs = 0;
  const patience = new Patience(() => {
    nowMs += 1000;
    return nowMs;
  });
  patience.during(() => {});
  t.true(patience.exhausted);
  await using hash = new RingHash({ threaded: true, patience, mustKnow: true });
  const content = pseudoRandomBytes(1_000_000, 5);
  const file = hash.open(['sha256'], 16 * 1024 * 1024);
  file.update(content);
  t.deepEqual((await file.end().known()).get('sha256'), createHash('sha256').update(content).digest());
});
