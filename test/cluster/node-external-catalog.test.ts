/** A cluster of Directors over a PostgreSQL that somebody else looks after: found where it takes writes, and followed. */
import test from 'ava';
import { clusterStatus } from '../../src/ha/index.ts';
import { openClusterStage } from '../support/cluster-stage.ts';
import { openPostgresPair } from '../support/postgres-pair.ts';
import { until } from '../support/wait.ts';

const FILES = Array.from({ length: 60 }, () => 60_000);

test('a Director with a running Job follows an external Catalog to the standby that was promoted', async (t) => {
  await using pair = await openPostgresPair();
  const { first, second, database } = pair;
  // The standby first: its place in the list means nothing.
  const host = `127.0.0.1:${second.port}, 127.0.0.1:${first.port}`;
  await using stage = await openClusterStage({
    nodes: { n1: { Catalog: undefined, 'Catalog Port': undefined, 'Replication Password File': undefined } },
    files: FILES,
    config: {
      catalog: { ...database, host, port: first.port },
      jobDirectives: { 'Maximum Bandwidth': '600 kb/s' },
    },
    extra: 'Catalog {\n  Mode = External\n}\n',
  });
  const node = stage.node('n1');
  const [pid, status] = [await node.pid('director'), async () => clusterStatus(await stage.dcs.read())];
  t.like((await status()).followed, { mode: 'external', at: `127.0.0.1:${first.port}`, timeline: 1 });
  t.regex((await status()).followed?.trouble ?? '', /GRANT pg_read_all_stats/);
  t.is((await fetch(`http://127.0.0.1:${node.healthPort}/readiness`)).status, 200);
  const refused = await node.cli(['switchover', '--office', 'catalog', '-n', node.nodeFile], { mayFail: true });
  t.regex(refused.stderr, /looks after the Catalog/);

  const jobId = await stage.run({ level: 'Full' });
  const rows = `SELECT count(*)::integer AS count FROM file WHERE jobid = ${jobId}`;
  const countAt = async (member: typeof first) => (await member.ask<{ count: number }>(rows, 'bacula'))[0]?.count ?? 0;
  await until(async () => (await countAt(first)) > 2, { what: () => `rows of the Job\n${node.log()}` });
  await first.kill();
  await until(async () => (await fetch(`http://127.0.0.1:${node.healthPort}/readiness`)).status === 503);
  t.regex((await status()).followed?.trouble ?? '', /takes writes/);
  await second.ask('SELECT pg_promote()');
  const { status: ended } = await stage.ended(jobId);
  if (ended !== 'T') t.log(await stage.jobLog(jobId), await stage.log());
  t.is(ended, 'T');
  t.is(await countAt(second), FILES.length + 1);
  t.is(await node.pid('director'), pid, 'the same process, which has followed the Catalog');
  // The Director has not waited for others to read of it.
  await until(async () => (await status()).followed?.trouble === undefined);
  t.like((await status()).followed, { at: `127.0.0.1:${second.port}`, timeline: 2 });
  t.regex(node.log(), /The Catalog has failed over and may have lost|timeline":2/);
});
