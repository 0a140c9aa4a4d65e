import test from 'ava';
import { systemClock } from '../../../src/core/index.ts';
import { catalogActs } from '../../../src/ha/catalog-acts.ts';
import { type DcsSnapshot, MemoryDcs } from '../../../src/ha/index.ts';
import type { CatalogInstance } from '../../../src/replication/index.ts';

const snapshotWith = (synchronous: object | undefined): DcsSnapshot => {
  const entry = { value: JSON.stringify(synchronous), createRevision: 1n, modRevision: 1n, lease: 0n };
  return { revision: 1n, entries: new Map(synchronous === undefined ? [] : [['synchronous', entry]]) };
};

async function restart(snapshot: DcsSnapshot): Promise<readonly string[]> {
  const done: string[] = [];
  const instance: Partial<CatalogInstance> = {
    synchronise: async ({ members, count }) => void done.push(`wait for ${count} of ${members.join(', ')}`),
    restart: async () => void done.push('restart'),
  };
  const acts = catalogActs({
    name: 'a',
    dcs: new MemoryDcs(systemClock),
    clock: systemClock,
    instance: instance as CatalogInstance,
    synchronousCount: 1,
    snapshot: () => snapshot,
    refresh: async () => {},
    lease: () => 1n,
    why: () => '',
    surrender: () => {},
    applied: () => {},
    letGo: async () => {},
    abandon: () => {},
  } as unknown as Parameters<typeof catalogActs>[0]);
  await acts.restarting?.(new AbortController().signal);
  return done;
}

test('a primary that starts again waits for its standbys from its first commit on', async (t) => {
  const config = { primary: 'a', standbys: ['b', 'c'], count: 1 };
  t.deepEqual(await restart(snapshotWith({ configs: [config] })), ['wait for 1 of b, c', 'restart']);
  const older = { primary: 'b', standbys: ['a'], count: 1 };
  t.deepEqual(await restart(snapshotWith({ configs: [older, config] })), ['wait for 1 of b, c', 'restart']);
  t.deepEqual(await restart(snapshotWith({ configs: [older] })), ['restart']);
  t.deepEqual(await restart(snapshotWith(undefined)), ['restart']);
});
