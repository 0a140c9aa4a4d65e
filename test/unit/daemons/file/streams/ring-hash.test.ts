/** Digests in a thread of their own: of memory that is shared, of copies, and given up where there is no time. */
import { createHash } from 'node:crypto';
import test from 'ava';
import { Patience } from '../../../../../src/daemons/file/streams/lanes/patience.ts';
import { RingHash } from '../../../../../src/daemons/file/streams/lanes/ring-hash.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const LARGE_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const SHARED_BYTES = 1024 * 1024;
const content = pseudoRandomBytes(3 * SHARED_BYTES + 1, 3);
const expected = createHash('sha256').update(content).digest('hex');

test('data in shared memory is hashed where it lies, other data in between is copied', async (t) => {
  await using hash = new RingHash({ threaded: true, sharedBytes: SHARED_BYTES, mustKnow: true });
  const file = hash.open(['sha256'], LARGE_BYTES);
  for (let from = 0, turn = 0; from < content.length; from += PIECE_BYTES, turn++) {
    const piece = content.subarray(from, from + PIECE_BYTES);
    if (turn % 3 === 0) {
      file.update(Buffer.from(piece));
      continue;
    }
    const at = (turn * PIECE_BYTES) % SHARED_BYTES;
    hash.wait(hash.ticket());
    piece.copy(hash.bytes, at);
    file.update(hash.bytes.subarray(at, at + piece.length));
  }
  t.is((await file.end().known()).get('sha256')?.toString('hex'), expected);
  t.true(hash.passed(hash.ticket()));
});

test('where the thread holds up its caller for too long a digest is given up, and the next one is tried again', async (t) => {
  let nowMs = 0;
  // Each look at the clock takes a second: every wait is a long one.
  const patience = new Patience(() => {
    nowMs += 1000;
    return nowMs;
  });
  await using hash = new RingHash({ threaded: true, patience });
  patience.during(() => {});
  t.true(patience.exhausted);
  const given = hash.open(['md5'], LARGE_BYTES);
  given.update(content);
  t.is((await given.end().known()).size, 0);
  nowMs += 1_000_000;
  t.false(patience.exhausted);
  const kept = hash.open(['sha256'], LARGE_BYTES);
  kept.update(content);
  t.is((await kept.end().known()).get('sha256')?.toString('hex'), expected);
});

test('a thread that has not begun is waited for as long as there is patience, and no longer', async (t) => {
  let nowMs = 0;
  const patience = new Patience(() => nowMs);
  patience.during(() => {
    nowMs += 549;
  });
  await using hash = new RingHash({ threaded: true, sharedBytes: SHARED_BYTES, patience });
  const given = hash.open(['md5'], LARGE_BYTES);
  given.update(hash.bytes);
  hash.wait(hash.ticket());
  t.false(hash.passed(hash.ticket()));
  t.is((await given.end().known()).size, 0);

  nowMs += 1_000_000;
  const kept = hash.open(['sha256'], LARGE_BYTES);
  content.copy(hash.bytes, 0, 0, SHARED_BYTES);
  kept.update(hash.bytes);
  const digests = kept.end();
  patience.during(() => {
    nowMs += 1_000_000;
  });
  hash.wait(hash.ticket());
  t.true(hash.passed(hash.ticket()), 'somebody wants to know it');
  const known = (await digests.known()).get('sha256')?.toString('hex');
  t.is(known, createHash('sha256').update(content.subarray(0, SHARED_BYTES)).digest('hex'));
});
