/** The pointer and the history, as they stand in the store. */
import test from 'ava';
import { systemClock } from '../../../../src/core/index.ts';
import { MemoryDcs } from '../../../../src/ha/index.ts';
import {
  commit,
  committedIn,
  committedOrRefuse,
  digestsKept,
  historyIn,
  readCommits,
} from '../../../../src/replication/configuration/commit.ts';

const DIGEST = 'd'.repeat(64);
const next = {
  digest: DIGEST,
  by: 'alice@n1',
  why: 'x'.repeat(1_000),
  changes: Array.from({ length: 50 }, (_, i) => `+ file${i}`),
};

test('a commit says who, when, why and what, in bounded words', async (t) => {
  const store = new MemoryDcs(systemClock);
  for (let i = 0; i < 4; i++) await commit(store, systemClock, { seen: await readCommits(store), next, keep: 3 });
  const seen = await readCommits(store);
  const committed = committedIn(seen);
  t.like(committed, { number: 4, digest: DIGEST, by: 'alice@n1', changed: 50 });
  t.true(JSON.stringify(committed).length < 2_000);
  t.deepEqual(
    historyIn(seen).map(({ number }) => number),
    [4, 3, 2],
  );
  t.deepEqual(digestsKept(seen, 10), [DIGEST]);
  // Of what is read all the time only the pointer is a part.
  t.is((await store.read()).entries.size, 1);
});

test('who has not seen the last commit moves nothing', async (t) => {
  const store = new MemoryDcs(systemClock);
  const seen = await readCommits(store);
  await commit(store, systemClock, { seen, next, keep: 3 });
  await t.throwsAsync(commit(store, systemClock, { seen, next: { ...next, by: 'bob@n2' }, keep: 3 }), {
    code: 'CONFIG_COMMIT_LOST',
    message: /alice@n1 \(number 1\)/,
  });
  t.is(historyIn(await readCommits(store)).length, 1);
});

test('a pointer that cannot be read is not taken for none', async (t) => {
  for (const value of ['', '{}', 'null', '[]', '{"number":1,"digest":"../../etc"}']) {
    const store = new MemoryDcs(systemClock);
    await store.change({ when: [], writes: [{ key: 'configuration/committed', value }] });
    const seen = await store.read();
    t.is(committedIn(seen), undefined);
    t.throws(() => committedOrRefuse(seen), { code: 'CONFIG_COMMITTED_UNREADABLE' });
  }
});
