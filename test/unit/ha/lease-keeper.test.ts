import test from 'ava';
import { LeaseKeeper, leaseTiming, MemoryDcs } from '../../../src/ha/index.ts';
import { TestClock } from '../../support/test-clock.ts';

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

test('a lease is certain from before its renewal left, less the margin, and no longer', async (t) => {
  const clock = new TestClock();
  const store = new MemoryDcs(clock);
  const timing = leaseTiming(3_000);
  let answers = true;
  const silent = new Promise<never>(() => {});
  const lease = new LeaseKeeper({
    dcs: { ...bound(store), renew: (id) => (answers ? store.renew(id) : silent) },
    clock,
    timing,
    changed: () => {},
  });
  await settle();
  const id = lease.held?.id;
  t.not(id, undefined);
  for (let round = 0; round < 10; round++) {
    await clock.pass(timing.renewMs);
    await settle();
    t.is(lease.held?.id, id);
  }
  answers = false;
  await clock.pass(timing.ttlMs - timing.marginMs - timing.renewMs - 1);
  await clock.pass(timing.renewMs);
  t.is(lease.held?.id, id);
  await clock.pass(1);
  t.is(lease.held, undefined);
});

test('an answer that comes after the end was feared does not wake a fenced holder, who gets another lease', async (t) => {
  const clock = new TestClock();
  const store = new MemoryDcs(clock);
  const timing = leaseTiming(3_000);
  let held: (() => void) | undefined;
  const lease = new LeaseKeeper({
    dcs: {
      ...bound(store),
      renew: async (id) => {
        const renewed = store.renew(id);
        await new Promise<void>((resolve) => {
          held = resolve;
        });
        return renewed;
      },
    },
    clock,
    timing,
    changed: () => {},
  });
  await settle();
  const id = lease.held?.id;
  await clock.pass(timing.renewMs);
  await settle();
  await clock.pass(timing.ttlMs - timing.marginMs);
  t.is(lease.held, undefined);
  held?.();
  await settle();
  t.is(lease.held, undefined);
  await clock.pass(timing.retryMs);
  await settle();
  t.not(lease.held?.id, undefined);
  t.not(lease.held?.id, id);
});

test('a lease that is given back is gone at once', async (t) => {
  const clock = new TestClock();
  const store = new MemoryDcs(clock);
  const lease = new LeaseKeeper({ dcs: store, clock, timing: leaseTiming(3_000), changed: () => {} });
  await settle();
  const id = lease.held?.id ?? 0n;
  await store.change({ when: [], writes: [{ key: 'a', value: '', lease: id }] });
  await lease[Symbol.asyncDispose]();
  t.is((await store.read()).entries.size, 0);
});

const bound = (store: MemoryDcs) => ({
  grant: (ttlMs: number) => store.grant(ttlMs),
  revoke: (id: bigint) => store.revoke(id),
});
