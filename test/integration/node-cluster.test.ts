/** Three nodes as real processes: founded, hurt in every part, handed over; what was saved stays, and Jobs outlive their Director. */
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type ClusterNode, type ClusterStage, openClusterStage } from '../support/cluster-stage.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { ApiError } from '../support/understudy.ts';
import { until } from '../support/wait.ts';

const SLOWLY = { 'Maximum Bandwidth': '400 kb/s' };
const FILES = Array.from({ length: 60 }, () => 100_000);
const EACH_ONCE = FILES.length + 1;

/** A Job whose rows have begun to come. */
async function beginBackup(stage: ClusterStage): Promise<number> {
  const jobId = await stage.run({ level: 'Full' });
  const rows = `SELECT count(*)::integer AS count FROM file WHERE jobid = ${jobId}`;
  await until(async () => ((await stage.query<{ count: number }>(rows))[0]?.count ?? 0) > 2, {
    what: 'rows in the Catalog',
    timeoutMs: 60_000,
  });
  return jobId;
}

/** It ended well, and each file is in the Catalog once. */
async function isWhole(t: ExecutionContext, stage: ClusterStage, jobId: number): Promise<void> {
  const { status } = await stage.ended(jobId);
  if (status !== 'T') t.log(await stage.jobLog(jobId), await stage.log());
  t.is(status, 'T');
  const [row] = await stage.query<{ rows: number; files: number }>(
    `SELECT count(*)::integer AS rows, count(DISTINCT fileindex)::integer AS files FROM file WHERE jobid = ${jobId}`,
  );
  t.deepEqual(row, { rows: EACH_ONCE, files: EACH_ONCE });
}

/** Restored by whoever leads, it is the tree. */
async function comesBack(t: ExecutionContext, stage: ClusterStage, jobId: number): Promise<void> {
  const where = join(stage.directory, `restored-${jobId}`);
  const ended = await stage.ended(await stage.restore({ from: { jobId }, where }));
  if (ended.status !== 'T') t.log(await stage.log());
  t.is(ended.status, 'T');
  t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
}

const standbys = ({ nodes }: ClusterStage, leader: ClusterNode) => nodes.filter((node) => node !== leader);

test('three nodes found a cluster, outlive the death of each of their parts, and hand over', async (t) => {
  await using stage = await openClusterStage({ files: FILES, config: { jobDirectives: SLOWLY } });
  const first = await stage.leader();

  // Whoever asks a standby is told who leads.
  const [asked] = standbys(stage, first) as [ClusterNode];
  const refused = await t.throwsAsync(asked.get('/status'), { instanceOf: ApiError });
  t.is(refused.body.code, 'CONSOLE_STANDS_BY');
  t.is(refused.body.message, `${first.name} leads; ${asked.name} stands by`);
  const told = await asked.cli(['status'], { mayFail: true });
  t.is(told.status, 3);
  t.regex(told.stderr, new RegExp(`${first.name} leads`));

  // The Director's process dies in the midst of a Job: another one takes its place, on the same node.
  const jobId = await beginBackup(stage);
  const before = await first.pid('director');
  await first.kill('SIGKILL', 'director');
  await until(async () => ((await first.pid('director')) ?? before) !== before, { what: 'another process' });
  t.is(await stage.leader(), first);

  // The whole node dies, its PostgreSQL too, in the midst of the same Job: another node adopts it.
  const holder = await stage.whoLeads('catalog');
  await first.kill('SIGKILL');
  const second = await stage.leader(first);
  t.not(second, first);
  t.not(await stage.whoLeads('catalog'), holder === first ? first : undefined);
  await isWhole(t, stage, jobId);
  await comesBack(t, stage, jobId);

  // It comes back as a standby.
  await first.start();
  await stage.healthy(2);
  t.is(await stage.whoLeads(), second);

  // Told to end, the leader hands over in the midst of a Job, and nothing of it stays behind.
  const another = await beginBackup(stage);
  const rest = [await second.pid('director'), await second.pid('postgres')];
  await second.stop();
  t.is(second.exitCode, 0);
  t.true(rest.every((pid) => pid !== undefined));
  t.deepEqual([await second.pid('director'), await second.pid('postgres')], [undefined, undefined]);
  const third = await stage.leader(second);
  t.not(third, second);
  await isWhole(t, stage, another);
});
