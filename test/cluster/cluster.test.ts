/** Three nodes with real PostgreSQLs and a real etcd: founded, led, fallen, handed over, healed, and nothing confirmed is lost. */
import test from 'ava';
import { createLogger, systemClock } from '../../src/core/index.ts';
import {
  CatalogAgent,
  type Dcs,
  KEYS,
  LeaseKeeper,
  leaseTiming,
  openEtcdDcs,
  StoreReader,
} from '../../src/ha/index.ts';
import { type EtcdCluster, startEtcd } from '../support/etcd.ts';
import { type ManagedMember, openMembers } from '../support/managed.ts';
import { until } from '../support/wait.ts';

interface Node extends AsyncDisposable {
  readonly member: ManagedMember;
  readonly agent: CatalogAgent;
  readonly dcs: Dcs;
}

const LONG = { timeoutMs: 90_000 };

async function startNode(member: ManagedMember, etcd: EtcdCluster, lines: string[]): Promise<Node> {
  await using stack = new AsyncDisposableStack();
  const dcs = stack.use(await openEtcdDcs({ endpoints: etcd.endpoints, prefix: '/understudy/test/' }));
  const timing = leaseTiming(3_000);
  const store = stack.use(new StoreReader({ dcs, clock: systemClock, everyMs: timing.renewMs }));
  const made: { agent?: CatalogAgent } = {};
  const lease = stack.use(new LeaseKeeper({ dcs, clock: systemClock, timing, changed: () => made.agent?.poke() }));
  const { member: name, host, port } = member.upstream;
  const logger = createLogger('info', { write: (line) => void lines.push(`${name} ${line}`) });
  const agent = new CatalogAgent({
    member: { name, host, port, priority: 1 },
    ...{ dcs, store, clock: systemClock, logger, instance: member.instance, lease, timing },
    limits: { lagBytesMax: 1_000_000n, patienceMs: 1_000, designatedMs: 5_000 },
    synchronousCount: 1,
  });
  made.agent = agent;
  stack.defer(() => member.instance.stop('immediate'));
  stack.use(agent);
  const owned = stack.move();
  return { member, agent, dcs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const leaderOf = (nodes: readonly Node[]): Node | undefined =>
  nodes.find(({ agent }) => agent.role === 'primary' && agent.epoch !== undefined);

const healthy = (nodes: readonly Node[]) => async (): Promise<Node | false> => {
  const leader = leaderOf(nodes);
  if (leader === undefined) return false;
  const facts = await Promise.all(nodes.filter((node) => node !== leader).map(({ member }) => member.instance.facts()));
  if (!facts.every(({ streaming }) => streaming)) return false;
  const { entries } = await leader.dcs.read();
  const record = JSON.parse(entries.get(KEYS.synchronous)?.value ?? '{"configs":[]}') as {
    configs: { standbys: string[] }[];
  };
  return record.configs.length === 1 && record.configs[0]?.standbys.length === nodes.length - 1 ? leader : false;
};

test('a cluster of three is founded, outlives its leader twice, and hands over when it is told to', async (t) => {
  await using etcd = await startEtcd();
  await using stage = await openMembers(['n1', 'n2', 'n3']);
  const lines: string[] = [];
  const story = () => lines.join('');
  const nodes = await Promise.all(stage.members.map((member) => startNode(member, etcd, lines)));
  try {
    const first = await until(healthy(nodes), { ...LONG, what: story });
    const firstEpoch = first.agent.epoch ?? 0n;
    await first.member.ask('CREATE TABLE t (id int)');
    await first.member.ask('INSERT INTO t VALUES (1)');

    // Its PostgreSQL dies under it: it comes back in its place, in the same epoch.
    await first.member.instance.stop('immediate');
    const again = await until(healthy(nodes), { ...LONG, what: story });
    t.is(again.agent.epoch, firstEpoch);
    await again.member.ask('INSERT INTO t VALUES (2)');

    // An operator hands the office over to a node by name.
    const target = nodes.find((node) => node !== again) as Node;
    const order = {
      id: '1',
      kind: 'switchover',
      to: target.member.upstream.member,
      epoch: `${firstEpoch}`,
      notBeforeMs: 0,
      by: 'test',
    };
    await again.dcs.change({ when: [], writes: [{ key: KEYS.order('catalog'), value: JSON.stringify(order) }] });
    await until(() => leaderOf(nodes) === target, { ...LONG, what: story });
    const second = await until(healthy(nodes), { ...LONG, what: story });
    t.is(second, target);
    t.true((second.agent.epoch ?? 0n) > firstEpoch);
    await second.member.ask('INSERT INTO t VALUES (3)');

    // The node falls whole, as when the power goes: no word to anybody, its lease runs out.
    const epoch = second.agent.epoch ?? 0n;
    const others = nodes.filter((node) => node !== second);
    await second.agent[Symbol.asyncDispose]();
    await second.member.instance.stop('immediate');
    await second.dcs[Symbol.asyncDispose]();
    const third = await until(() => leaderOf(others), { ...LONG, what: story });
    t.true((third.agent.epoch ?? 0n) > epoch);
    await third.member.ask('INSERT INTO t VALUES (4)');
    t.deepEqual(
      (await third.member.ask('SELECT id FROM t ORDER BY id')).map(({ id }) => id),
      [1, 2, 3, 4],
    );

    // It comes back as a standby, and has everything.
    const back = await startNode(second.member, etcd, lines);
    nodes.push(back);
    const whole = [...others, back];
    const last = await until(healthy(whole), { ...LONG, what: story });
    t.is(last, third);
    const rows = async () => (await back.member.ask('SELECT id FROM t')).length;
    await until(async () => (await rows()) === 4, { ...LONG, what: story });
  } finally {
    for (const node of nodes) await node[Symbol.asyncDispose]();
  }
});

test('a node that is alone with its lease gone stops its PostgreSQL', async (t) => {
  await using etcd = await startEtcd();
  await using stage = await openMembers(['n1']);
  const lines: string[] = [];
  const [member] = stage.members as [ManagedMember];
  const node = await startNode(member, etcd, lines);
  try {
    await until(() => node.agent.role === 'primary', { ...LONG, what: () => lines.join('') });
    await etcd.members[0]?.kill('SIGSTOP');
    await until(async () => !(await member.instance.facts()).running, { ...LONG, what: () => lines.join('') });
    await etcd.members[0]?.kill('SIGCONT');
    await until(() => node.agent.role === 'primary', { ...LONG, what: () => lines.join('') });
    t.true((await member.instance.facts()).writable);
  } finally {
    await node[Symbol.asyncDispose]();
    await member.instance.stop('immediate');
  }
});
