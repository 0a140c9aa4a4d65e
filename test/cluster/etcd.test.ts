/** The store in a real etcd keeps the promises of a store, and outlives members of it. */
import test from 'ava';
import { DcsUnavailableError, openEtcdDcs } from '../../src/ha/index.ts';
import { dcsConformance } from '../conformance/dcs.ts';
import { type EtcdCluster, startEtcd } from '../support/etcd.ts';

let etcd: EtcdCluster;
let stages = 0;

test.before(async () => {
  etcd = await startEtcd();
});
test.after.always(() => etcd?.[Symbol.asyncDispose]());

dcsConformance('Store in etcd', async () => {
  // What is asked here is what the answers say, not how soon they come.
  const options = { endpoints: etcd.endpoints, prefix: `/understudy/stage-${++stages}/`, callMs: 10_000 };
  const [one, other] = [await openEtcdDcs(options), await openEtcdDcs(options)];
  return {
    one,
    other,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    [Symbol.asyncDispose]: async () => {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
});

test('a member that dies or stands still is passed over, and without a majority every call says so in time', async (t) => {
  await using cluster = await startEtcd(3);
  await using dcs = await openEtcdDcs({ endpoints: cluster.endpoints, prefix: '/understudy/three/' });
  await dcs.change({ when: [], writes: [{ key: 'a', value: '1' }] });
  const [first, second, third] = cluster.members;
  await first?.kill('SIGSTOP');
  let value: string | undefined;
  // A leader that stands still is replaced by another member within etcd's own election time.
  for (let attempt = 0; attempt < 20 && value === undefined; attempt++) {
    value = (await dcs.read().catch(() => undefined))?.entries.get('a')?.value;
  }
  t.is(value, '1');
  await second?.kill('SIGSTOP');
  const before = performance.now();
  await t.throwsAsync(dcs.read(), { instanceOf: DcsUnavailableError });
  await t.throwsAsync(dcs.change({ when: [], writes: [{ key: 'a', value: '2' }] }), {
    instanceOf: DcsUnavailableError,
  });
  t.true(performance.now() - before < 60_000);
  for (const member of [first, second, third]) await member?.kill('SIGCONT');
  let again: string | undefined;
  for (let attempt = 0; attempt < 30 && again === undefined; attempt++) {
    again = (await dcs.read().catch(() => undefined))?.entries.get('a')?.value;
  }
  t.truthy(again);
});
