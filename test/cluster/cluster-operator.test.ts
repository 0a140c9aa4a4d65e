/** An operator at a cluster of three, with real PostgreSQLs and a real etcd: looks, hands over, pauses, drains, has copied anew. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { main } from '../../src/cli/main.ts';
import { openHealthEndpoints } from '../../src/console/index.ts';
import { createLogger, systemClock } from '../../src/core/index.ts';
import {
  CatalogAgent,
  type ClusterStatus,
  clusterStatus,
  DirectorAgent,
  type DirectorOffice,
  type HistoryEntry,
  LeaseKeeper,
  leaseTiming,
  nodeHealth,
  openEtcdDcs,
  readHistory,
  StoreReader,
} from '../../src/ha/index.ts';
import { type EtcdCluster, startEtcd } from '../support/etcd.ts';
import { type ManagedMember, openMembers } from '../support/managed.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import { fakeTerminal } from '../unit/cli/fake-terminal.ts';

const LONG = { timeoutMs: 90_000 };

/** A Director that is there at once and does nothing. */
class IdleDirector implements DirectorOffice {
  alive = false;
  async start(): Promise<void> {
    this.alive = true;
  }
  async stop(): Promise<void> {
    this.alive = false;
  }
}

async function startNode({ instance, upstream, ask }: ManagedMember, etcd: EtcdCluster, lines: string[]) {
  await using stack = new AsyncDisposableStack();
  const { member: name, host, port } = upstream;
  const dcs = stack.use(await openEtcdDcs({ endpoints: etcd.endpoints, prefix: '/understudy/test/' }));
  const [clock, timing] = [systemClock, leaseTiming(3_000)];
  const store = stack.use(new StoreReader({ dcs, clock, everyMs: timing.renewMs }));
  const agents: { catalog?: CatalogAgent; director?: DirectorAgent } = {};
  const changed = (): void => {
    agents.catalog?.poke();
    agents.director?.poke();
  };
  const lease = stack.use(new LeaseKeeper({ dcs, clock, timing, changed }));
  const logger = createLogger('info', { write: (line) => void lines.push(`${name} ${line}`) });
  const common = { dcs, store, clock, logger, lease, timing };
  stack.defer(() => instance.stop('immediate'));
  agents.catalog = new CatalogAgent({
    member: { name, host, port, priority: 1 },
    ...{ ...common, instance, directorRole: () => agents.director?.role ?? 'none' },
    limits: { lagBytesMax: 1_000_000n, patienceMs: 1_000, designatedMs: 5_000 },
    synchronousCount: 1,
  });
  stack.use(agents.catalog);
  agents.director = stack.use(
    new DirectorAgent({ name, priority: 1, ...common, office: new IdleDirector(), designatedMs: 5_000 }),
  );
  const health = stack.use(
    await openHealthEndpoints({
      ...{ address: '127.0.0.1', port: 0, logger },
      state: () => nodeHealth({ name, store, lease, ...agents, patienceMs: 2 * timing.ttlMs }),
      cluster: () => store.snapshot && clusterStatus(store.snapshot),
      history: () => readHistory(dcs),
    }),
  );
  const owned = stack.move();
  const status = async (path: string, method = 'GET') => (await fetch(`${health.url}${path}`, { method })).status;
  return { name, instance, ask, url: health.url, status, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('an operator sees the cluster, hands over, pauses it while etcd stands still, drains and has copied anew', async (t) => {
  await using etcd = await startEtcd();
  await using stage = await openMembers(['n1', 'n2', 'n3']);
  await using dir = await makeTempDir('operator');
  const file = join(dir.path, 'understudy.conf');
  const config = (name: string, endpoint = etcd.endpoints[0]) => `
Cluster { Name = ${name} }
Node { Name = n1; Address = 127.0.0.1; Catalog = no }
Etcd {
  Endpoint = "${endpoint}"
}
`;
  await writeFile(file, config('test'));
  const lines: string[] = [];
  const what = () => lines.join('');

  const understudy = async (...args: readonly string[]) => {
    const terminal = fakeTerminal({ environment: { UNDERSTUDY_NODE_CONFIG: file } });
    const code = await main(args, terminal);
    return { code, text: terminal.output(), notes: terminal.notes() };
  };
  const look = async (): Promise<ClusterStatus> => JSON.parse((await understudy('cluster', '--json')).text);
  const healthy = async (): Promise<ClusterStatus | false> => {
    const status = await look();
    const streaming = status.members?.filter((member) => member.streaming && member.catalog === 'standby').length;
    const isWell = status.synchronous?.settled && status.synchronous.standbys.length === 2;
    const leads = status.members?.some((member) => member.director === 'leading');
    return streaming === 2 && isWell === true && leads === true && status;
  };

  t.regex((await understudy('cluster')).notes, /HA_NO_CLUSTER/);
  const nodes = await Promise.all(stage.members.map((member) => startNode(member, etcd, lines)));
  const node = (name: string) => nodes.find((one) => one.name === name) as (typeof nodes)[number];
  try {
    const first = await until(healthy, { ...LONG, what });
    const leader = node(first.catalog.leader ?? '');
    await leader.ask('CREATE TABLE t (id int)');
    await leader.ask('INSERT INTO t VALUES (1)');
    const shown = await understudy('cluster');
    t.is(shown.code, 0);
    t.regex(shown.text, /Each commit waits for 1 of n\d, n\d/);

    // Whoever asks a node for its role is told.
    for (const one of nodes) {
      const leads = one === leader;
      t.is(await one.status('/primary'), leads ? 200 : 503);
      t.is(await one.status('/replica?lag=16MB', 'HEAD'), leads ? 503 : 200);
      t.is(await one.status('/synchronous', 'OPTIONS'), leads ? 503 : 200);
      t.is(await one.status('/liveness'), 200);
      t.is(await one.status('/readiness'), 200);
    }
    t.is(((await (await fetch(`${leader.url}/cluster`)).json()) as ClusterStatus).catalog.leader, leader.name);

    // In good order, to a node by name.
    const [target, other] = nodes.filter((one) => one !== leader) as [typeof leader, typeof leader];
    t.is((await understudy('switchover', leader.name)).code, 4);
    const moved = await understudy('switchover', target.name);
    t.is(moved.code, 0, `${moved.notes} ${what()}`);
    t.regex(moved.text, new RegExp(`${target.name} holds the Catalog, in epoch \\d+; it took [\\d.]+ s`));
    t.regex(moved.text, new RegExp(`${target.name} holds the Director, in epoch`));
    await until(healthy, { ...LONG, what });

    // At a time; the second operator is told; then taken back.
    const later = new Date(Date.now() + 3_600_000).toISOString();
    t.is((await understudy('switchover', other.name, '--at', later)).code, 0);
    const second = await understudy('switchover');
    t.is(second.code, 4);
    t.regex(second.notes, /has ordered a switchover of the Director to n\d at .* already/);
    t.is((await look()).orders.length, 2);
    t.is((await understudy('switchover', '--cancel')).code, 0);
    t.is((await look()).orders.length, 0);

    // Paused, nothing is stopped for want of etcd, and nobody is elected.
    const before = lines.length;
    const paused = await understudy('pause', '--why', 'a new kernel');
    t.is(paused.code, 0, paused.notes);
    await etcd.members[0]?.kill('SIGSTOP');
    // The verb waits for longer than the lease of the leader is.
    const away = await understudy('cluster');
    t.is(away.code, 3);
    t.regex(away.notes, /etcd did not answer/);
    await target.ask('INSERT INTO t VALUES (2)');
    t.is(await target.status('/primary'), 200);
    await etcd.members[0]?.kill('SIGCONT');
    const resumed = await until(async () => {
      const attempt = await understudy('resume');
      return attempt.code === 0 ? attempt : attempt.code !== 3 && t.fail(attempt.notes);
    }, LONG);
    t.regex(resumed?.text ?? '', /a new kernel/);
    const same = await until(healthy, { ...LONG, what });
    t.is(same.catalog.leader, target.name);
    const said = lines.slice(before).filter((line) => line.startsWith(`${target.name} `));
    t.deepEqual(
      said.filter((line) => /fencing/.test(line)),
      [],
      said.join(''),
    );

    // Out of service, and back.
    const drained = await understudy('drain', target.name);
    t.is(drained.code, 0, drained.notes);
    const third = await until(async () => {
      const status = await look();
      return status.catalog.leader !== undefined && status.catalog.leader !== target.name && status;
    }, LONG);
    t.true(third.members.find(({ name }) => name === target.name)?.tags.includes('drained'));
    t.is((await understudy('undrain', target.name)).code, 0);
    await until(healthy, { ...LONG, what });

    // A new copy for a standby.
    t.is((await understudy('reinit', third.catalog.leader ?? '')).code, 4);
    const copied = await understudy('reinit', target.name);
    t.is(copied.code, 0, `${copied.notes} ${what()}`);
    t.true(lines.some((line) => line.startsWith(`${target.name} `) && /"to":"reinitialising"/.test(line)));
    t.is((await target.ask('SELECT id FROM t')).length, 2);

    // At once, without farewells; nothing confirmed is lost.
    await until(healthy, { ...LONG, what });
    const forced = await understudy('failover');
    t.is(forced.code, 0, `${forced.notes} ${what()}`);
    const last = await until(() => look().then(({ catalog }) => catalog.leader !== undefined && catalog.leader), LONG);
    t.not(last, third.catalog.leader);
    t.is((await node(last).ask('SELECT id FROM t')).length, 2);

    const history: HistoryEntry[] = JSON.parse((await understudy('history', '--office', 'catalog', '--json')).text);
    t.is(history.at(-1)?.how, undefined);
    t.deepEqual(
      history.filter(({ how }) => how === 'handed over').map(({ name }) => name),
      [leader.name, target.name],
    );
    t.regex((await understudy('history')).text, /The Catalog is|Nobody leads|Elected/);
  } catch (error) {
    t.log(what());
    throw error;
  } finally {
    for (const one of nodes) await one[Symbol.asyncDispose]();
  }
  await writeFile(file, config('another'));
  t.is((await understudy('cluster')).code, 4);
  await writeFile(file, config('test', 'http://127.0.0.1:1'));
  t.is((await understudy('pause')).code, 3);
  await writeFile(file, '');
  t.regex((await understudy('history')).notes, /CLI_NOT_CLUSTERED/);
});
