/** A cluster is founded once, whoever was about to found it when another one did. */
import test from 'ava';
import { pseudoRandom } from '../support/pseudo-random.ts';
import { World } from './world.ts';

// The act of a claim waits for the act before it. Made from what is known then, and not from what it was decided on, the claim
// succeeded the founder that had led meanwhile, and a second Catalog was founded on an empty node.
test('a claim to found the Catalog that had to wait comes too late when another one has founded it', async (t) => {
  const options = { nodes: 3, synchronousCount: 1, failsafe: false, tell: () => {} };
  const world = new World({ ...options, random: pseudoRandom(1) });
  const [slow, ...others] = world.nodes;
  if (slow === undefined) throw new Error('There is no node');
  slow.postgres.slowness = 40;
  world.start(slow);
  await world.run(2_000);
  t.is(slow.agent?.role, 'bootstrapping');

  for (const link of ['n1>store', 'store>n1']) world.network.cuts.add(link);
  await world.run(4_000);
  world.network.cuts.clear();
  for (let looks = 0; looks < 500 && slow.agent?.role !== 'claiming'; looks++) await world.run(20);
  t.is(slow.agent?.role, 'claiming', 'decided, and waiting for what it had begun');

  for (const node of others) world.start(node);
  await world.run(8_000);
  t.not(world.leader()?.machine.name, 'n1');
  t.true(world.truths.acknowledged > 10);
  for (const node of others) world.crash(node);
  await world.run(90_000);
  t.deepEqual(world.violations, []);
  t.is(world.leader(), undefined, 'nobody founds another one');

  for (const node of others) world.start(node);
  slow.postgres.slowness = 1;
  await world.run(30_000);
  t.true(slow.postgres.streaming);
  t.deepEqual(world.violations, []);
});
