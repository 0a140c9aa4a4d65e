/** Who a node is: one name, one node; and one that comes to a running cluster is a node like the others. */
import test from 'ava';
import type { ClusterStatus } from '../../src/ha/index.ts';
import { openClusterStage } from '../support/cluster-stage.ts';
import { until } from '../support/wait.ts';

test('a second node of one name is refused, and a new one joins the running cluster and can take it over', async (t) => {
  await using stage = await openClusterStage({
    nodes: { n1: {}, n2: {}, twin: { Name: 'n2' }, n3: {} },
    ...{ cluster: { Lease: '3 seconds' }, asleep: true },
  });
  const [n1, n2, n3] = [stage.node('n1'), stage.node('n2'), stage.node('n3')];
  await Promise.all([n1.start(), n2.start()]);
  await stage.healthy(1);

  const refused = await t.throwsAsync(stage.node('twin').start());
  t.regex(refused?.message ?? '', /Another node named n2 takes part in this cluster: on \S+, in \S+\/n2 /);
  t.true(n2.running);
  // The one that has the name takes it up again at once.
  await n2.kill('SIGKILL');
  await n2.start();

  await n3.start();
  await stage.healthy(2);
  const shown = JSON.parse((await n1.cli(['cluster', '--json', '-n', n1.nodeFile])).stdout) as ClusterStatus;
  t.deepEqual(
    shown.members.map(({ name, alive }) => ({ name, alive })).toSorted((a, b) => a.name.localeCompare(b.name)),
    ['n1', 'n2', 'n3'].map((name) => ({ name, alive: true })),
  );
  const handed = await n1.cli(['switchover', 'n3', '-n', n1.nodeFile], { mayFail: true, timeoutMs: 60_000 });
  t.is(handed.status, 0, handed.stderr);
  t.is((await stage.leader()).name, 'n3');
  await until(async () => (await stage.whoLeads('catalog'))?.name === 'n3', { what: 'n3 to hold the Catalog' });
});
