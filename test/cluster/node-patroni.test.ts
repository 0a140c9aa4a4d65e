/** A cluster of Directors over a real Patroni: its switchover, the death of its primary, and its silence. */
import test from 'ava';
import { clusterStatus } from '../../src/ha/index.ts';
import { openClusterStage } from '../support/cluster-stage.ts';
import { openPatroni } from '../support/patroni.ts';
import { until } from '../support/wait.ts';

const FILES = Array.from({ length: 40 }, () => 60_000);

test('a Director with running Jobs follows Patroni through a switchover and the death of its primary, and outlives its silence', async (t) => {
  await using patroni = await openPatroni();
  const [named] = patroni.members;
  await using stage = await openClusterStage({
    nodes: { n1: { Catalog: undefined, 'Catalog Port': undefined, 'Replication Password File': undefined } },
    files: FILES,
    // Where the Catalog is, is Patroni's to say.
    config: {
      catalog: { ...patroni.database, host: '192.0.2.1', port: 1 },
      jobDirectives: { 'Maximum Bandwidth': '500 kb/s' },
    },
    extra: `Catalog {\n  Mode = Patroni\n  Patroni Address = "127.0.0.1:${named?.restPort}"\n}\n`,
  });
  const node = stage.node('n1');
  const pid = await node.pid('director');
  const followed = async () => clusterStatus(await stage.dcs.read()).followed;
  let leader = await patroni.leader();
  t.like(await followed(), { mode: 'patroni', at: `127.0.0.1:${leader.port}` });
  t.deepEqual(
    (await followed())?.standbys.map(({ name }) => name),
    ['p1', 'p2'],
  );

  const rowsOf = (jobId: number) => `SELECT count(*)::integer AS count FROM file WHERE jobid = ${jobId}`;
  const count = async (jobId: number) =>
    (await leader.ask<{ count: number }>(rowsOf(jobId), 'bacula').catch(() => []))[0]?.count ?? 0;
  const moves = { switchover: () => patroni.switchover(), death: () => leader.killPostgres() };
  for (const [what, move] of Object.entries(moves)) {
    const jobId = await stage.run({ level: 'Full' });
    await until(async () => (await count(jobId)) > 2, { timeoutMs: 60_000, what: () => `rows\n${node.log()}` });
    await move();
    const before = leader;
    await until(async () => (await followed())?.at !== `127.0.0.1:${before.port}`, { timeoutMs: 60_000, what });
    const { status } = await stage.ended(jobId);
    if (status !== 'T') t.log(await stage.jobLog(jobId), await stage.log(), patroni.log());
    t.is(status, 'T', what);
    leader = await patroni.leader();
    t.not(leader.name, before.name);
    t.is(await count(jobId), FILES.length + 1, what);
  }

  for (const member of patroni.members) await member.signal('SIGSTOP');
  const isSilent = async () => /Patroni does not answer/.test((await followed())?.trouble ?? '');
  await until(isSilent, { timeoutMs: 60_000, what: 'its silence to be noticed' });
  t.is((await followed())?.at, `127.0.0.1:${leader.port}`, 'PostgreSQL is well, and asked itself');
  t.is((await stage.ended(await stage.run({ level: 'Incremental' }))).status, 'T');
  t.is(await node.pid('director'), pid, 'the same process all the time');
});
