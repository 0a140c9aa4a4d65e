import test from 'ava';
import { LeaseKeeper, leaseTiming, MemoryDcs, NameHolder, StoreReader } from '../../../src/ha/index.ts';
import { TestClock } from '../../support/test-clock.ts';

const TIMING = leaseTiming(3_000);
const never = new AbortController().signal;

/** One process: its lease, what it reads, and its claim to the name `n1`. `lives`: false from the moment it is dead. */
function instance(dcs: MemoryDcs, clock: TestClock, id: string) {
  let lives = true;
  const alive = async <T>(call: () => Promise<T>): Promise<T> => {
    if (!lives) throw new Error('dead or cut off');
    return call();
  };
  const way = {
    grant: (ttlMs: number) => alive(() => dcs.grant(ttlMs)),
    renew: (lease: bigint) => alive(() => dcs.renew(lease)),
    revoke: (lease: bigint) => alive(() => dcs.revoke(lease)),
    read: () => alive(() => dcs.read()),
    archive: () => alive(() => dcs.archive()),
    change: (change: Parameters<MemoryDcs['change']>[0]) => alive(() => dcs.change(change)),
    watch: (changed: () => void) => dcs.watch(changed),
    [Symbol.asyncDispose]: async () => {},
  };
  const lease = new LeaseKeeper({ dcs: way, clock, timing: TIMING, changed: () => {} });
  const store = new StoreReader({ dcs: way, clock, everyMs: TIMING.renewMs });
  const options = { name: 'n1', instance: { id, at: `on ${id}` }, dcs: way, store, lease, clock, timing: TIMING };
  return {
    holder: new NameHolder(options),
    lease,
    cut: (): void => {
      lives = false;
    },
    heal: (): void => {
      lives = true;
    },
  };
}

const outcome = (work: Promise<unknown>): { what: string } => {
  const seen = { what: 'open' };
  work.then(
    () => {
      seen.what = 'held';
    },
    (error: Error) => {
      seen.what = error.message;
    },
  );
  return seen;
};

test('a node whose name another living one has is refused, and one that comes after a dead one waits for its lease only', async (t) => {
  const clock = new TestClock();
  const dcs = new MemoryDcs(clock);
  const first = instance(dcs, clock, 'one');
  const held = outcome(first.holder.take(never));
  await clock.pass(200);
  t.is(held.what, 'held');

  const second = outcome(instance(dcs, clock, 'two').holder.take(never));
  await clock.pass(TIMING.ttlMs);
  t.is(second.what, 'open', 'it may have died a moment ago');
  await clock.pass(3_000);
  t.is(second.what, 'Another node named n1 takes part in this cluster: on one');

  first.cut();
  const third = outcome(instance(dcs, clock, 'three').holder.take(never));
  await clock.pass(TIMING.ttlMs + 300);
  t.is(third.what, 'held');
});

test('a node that starts again in its place has its name at once, whatever its dead process left', async (t) => {
  const clock = new TestClock();
  const dcs = new MemoryDcs(clock);
  const before = instance(dcs, clock, 'one');
  const held = outcome(before.holder.take(never));
  await clock.pass(200);
  t.is(held.what, 'held');
  before.cut();
  const again = instance(dcs, clock, 'one');
  const taken = outcome(again.holder.take(never));
  await clock.pass(200);
  t.is(taken.what, 'held');
  const lease = again.lease.held?.id;
  t.is((await dcs.read()).entries.get('instances/n1')?.lease, lease, 'it does not go with the lease of the dead one');
});

test('of two that meet behind an outage the one that was away gives way', async (t) => {
  const clock = new TestClock();
  const dcs = new MemoryDcs(clock);
  const first = instance(dcs, clock, 'one');
  const held = outcome(first.holder.take(never));
  const lost = outcome(first.holder.lost);
  await clock.pass(200);
  t.is(held.what, 'held');
  first.cut();
  const second = instance(dcs, clock, 'two');
  const taken = outcome(second.holder.take(never));
  const secondLost = outcome(second.holder.lost);
  await clock.pass(TIMING.ttlMs + 500);
  t.is(taken.what, 'held');
  t.is(lost.what, 'open');
  first.heal();
  await clock.pass(TIMING.ttlMs);
  t.is(lost.what, 'Another node named n1 takes part in this cluster: on two');
  t.is(secondLost.what, 'open');
});

test('a name that went with its lease is held again with the next one', async (t) => {
  const clock = new TestClock();
  const dcs = new MemoryDcs(clock);
  const first = instance(dcs, clock, 'one');
  const held = outcome(first.holder.take(never));
  await clock.pass(200);
  t.is(held.what, 'held');
  first.cut();
  await clock.pass(2 * TIMING.ttlMs);
  t.is((await dcs.read()).entries.get('instances/n1'), undefined);
  first.heal();
  await clock.pass(2 * TIMING.ttlMs);
  const lease = first.lease.held?.id;
  t.not(lease, undefined);
  t.is((await dcs.read()).entries.get('instances/n1')?.lease, lease);
});
