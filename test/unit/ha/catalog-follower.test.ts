/** The Catalog as a Director asks for it, whoever looks after it. */
import test from 'ava';
import type { Logger } from '../../../src/core/index.ts';
import { CatalogFollower, type CatalogFollowerOptions } from '../../../src/ha/catalog-follower.ts';
import { type CatalogSource, type DcsSnapshot, KEYS, MANAGED_CATALOG, MemoryDcs } from '../../../src/ha/index.ts';
import { leaseTiming } from '../../../src/ha/lease-timing.ts';
import { TestClock } from '../../support/test-clock.ts';
import { until } from '../../support/wait.ts';

type Seen = CatalogFollowerOptions['catalog'];
const FACTS = {
  writable: true,
  refusal: undefined,
  system: '7',
  lsn: 9n,
  epoch: 1n,
  standbys: [],
  hidesStandbys: false,
};
const primary = (host: string, timeline: number): Seen['primary'] => ({
  ...{ host, port: 5432, era: `7/${timeline}/0`, facts: { ...FACTS, timeline } },
});

interface Stage {
  readonly dcs: MemoryDcs;
  readonly source: CatalogSource;
  /** It takes writes there, on this timeline; undefined: nowhere. */
  move(host: string | undefined, timeline: number): Promise<void>;
}

const put = (dcs: MemoryDcs, key: string, value: object) =>
  dcs.change({ when: [], writes: [{ key, value: JSON.stringify(value) }] });

function managed(): Stage {
  const dcs = new MemoryDcs(new TestClock());
  return {
    ...{ dcs, source: MANAGED_CATALOG },
    async move(host, timeline) {
      if (host === undefined)
        return void (await dcs.change({ when: [], writes: [{ key: KEYS.leader('catalog'), remove: true }] }));
      await dcs.change({ when: [], writes: [{ key: KEYS.leader('catalog'), remove: true }] });
      await put(dcs, KEYS.leader('catalog'), { name: host, why: '' });
      const epoch = (await dcs.read()).entries.get(KEYS.leader('catalog'))?.createRevision;
      const lsns = { forkLsn: '0', lsn: '9' };
      await put(dcs, KEYS.status('catalog'), { epoch: String(epoch), name: host, timeline, ...lsns, writable: true });
      const roles = { catalogRole: 'primary', directorRole: 'none', streaming: false, mourns: '0', priority: 1 };
      await put(dcs, KEYS.member(host), { name: host, host, port: 5432, ...roles, timeline, lsn: '9' });
    },
  };
}

function followed(): Stage & { readonly seen: { -readonly [K in keyof Seen]: Seen[K] } } {
  const [clock, listeners] = [new TestClock(), new Set<() => void>()];
  const dcs = new MemoryDcs(clock);
  const none = { [Symbol.dispose]: () => {} };
  const seen = {
    ...{ primary: primary('nowhere', 0), isLeftBehind: false, trouble: 'none' as string | undefined },
    ...{ guide: { members: [], servers: [] }, reconsider: () => {} },
    listen: (changed: () => void) => {
      listeners.add(changed);
      return none;
    },
  };
  const source = new CatalogFollower({
    ...{ name: 'a', host: 'a', mode: 'external' as const, dcs, clock, catalog: seen, logger: {} as Logger },
    ...{ lease: { held: undefined } as never, timing: leaseTiming(3_000), directorRole: () => 'waiting' },
    store: { snapshot: undefined, listen: () => none, refresh: async () => {} },
  });
  return {
    ...{ dcs, source, seen },
    async move(host, timeline) {
      seen.primary = host === undefined ? undefined : primary(host, timeline);
      if (host !== undefined) await put(dcs, KEYS.followed, { mode: 'external', system: '7', timeline });
      for (const changed of listeners) changed();
    },
  };
}

for (const [name, open] of Object.entries({ managed, followed })) {
  test(`${name}: it is where it takes writes, and nowhere while it takes none`, async (t) => {
    const { dcs, source, move } = open();
    await move(undefined, 1);
    t.false(source.ready(await dcs.read()));
    t.is(source.place(await dcs.read()), undefined);
    await move('x', 1);
    t.true(source.ready(await dcs.read()));
    t.like(source.place(await dcs.read()), { host: 'x', port: 5432 });
    await move('y', 2);
    t.like(source.place(await dcs.read()), { host: 'y', port: 5432 });
    await move(undefined, 2);
    t.false(source.ready(await dcs.read()));
  });
}

test('nobody writes to a new place in its history before that stands in etcd, and a new timeline is another era', async (t) => {
  const { dcs, source, seen, move } = followed();
  await move('x', 1);
  const before = source.place(await dcs.read())?.era;
  seen.primary = primary('y', 2);
  t.false(source.ready(await dcs.read()));
  await move('y', 2);
  t.true(source.ready(await dcs.read()));
  t.not(source.place(await dcs.read())?.era, before);
});

test('a Director is sent away from a primary that was left behind, and none begins beside a managed Catalog', async (t) => {
  const { dcs, source, seen, move } = followed();
  await move('x', 2);
  Object.assign(seen, { primary: undefined, isLeftBehind: true });
  t.false(source.ready(await dcs.read()));
  t.like(source.place(await dcs.read()), { host: '127.0.0.1', port: 1 });
  Object.assign(seen, { primary: primary('x', 2), isLeftBehind: false });
  await put(dcs, KEYS.leader('catalog'), { name: 'n3', why: '' });
  t.false(source.ready(await dcs.read()));
});

test('others hear at once when its place in history is known', async (t) => {
  const clock = new TestClock();
  const dcs = new MemoryDcs(clock);
  const lease = await dcs.grant(3_000);
  const none = { [Symbol.dispose]: () => {} };
  const guide = { members: [], servers: [] };
  const seen: Seen = {
    ...{ primary: primary('x', 2), isLeftBehind: false, trouble: undefined, guide },
    reconsider() {},
    listen: () => none,
  };
  const store = {
    snapshot: await dcs.read(),
    refresh: async () => {},
    learned: (_: DcsSnapshot) => {},
    listen(learned: (snapshot: DcsSnapshot) => void) {
      this.learned = learned;
      return none;
    },
  };
  await using _follower = new CatalogFollower({
    ...{ name: 'a', host: 'a', mode: 'external' as const, dcs, clock, catalog: seen, logger: {} as Logger, store },
    ...{ lease: { held: { id: lease } } as never, timing: leaseTiming(3_000), directorRole: () => 'waiting' },
  });
  const told = async () => String((await dcs.read()).entries.get(KEYS.member('a'))?.value);
  await until(async () => /not in etcd yet/.test(await told()));
  await put(dcs, KEYS.followed, { mode: 'external', system: '7', timeline: 2 });
  store.snapshot = await dcs.read();
  store.learned(store.snapshot);
  await until(async () => /"at":"x:5432"/.test(await told()));
  t.notRegex(await told(), /trouble/);
});
