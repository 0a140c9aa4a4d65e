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

/** Of the Director's leadership: a machine that stands still for seconds may lose one that nobody has touched. */
const epochOf = async ({ dcs }: ClusterStage): Promise<bigint | undefined> =>
  (await dcs.read()).entries.get('leader/director')?.createRevision;

/** What a standby says of itself to whoever asks; undefined where it leads by now, or says that nobody does. */
async function whoLeadsAccordingTo(node: ClusterNode): Promise<string | undefined> {
  const refusal = await node.get('/status').then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refusal instanceof ApiError) || refusal.body.code !== 'CONSOLE_STANDS_BY') return undefined;
  return / *(\S+) leads; /.exec(refusal.body.message ?? '')?.[1];
}

test('three nodes found a cluster, outlive the death of each of their parts, and hand over', async (t) => {
  await using stage = await openClusterStage({
    files: FILES,
    cluster: { Lease: '5 seconds' },
    config: { jobDirectives: SLOWLY },
  });
  const first = await stage.leader();

  // Whoever asks a standby is told who leads.
  const [asked] = standbys(stage, first) as [ClusterNode];
  await until(async () => (await whoLeadsAccordingTo(asked)) === (await stage.whoLeads())?.name, {
    what: 'a standby to name the leader',
  });
  const told = await asked.cli(['status'], { mayFail: true });
  t.true(told.status === 3 ? /leads; n\d stands by/.test(told.stderr) : told.status === 0, told.stderr);

  // The Director's process dies in the midst of a Job: another one takes its place, on the same node.
  const jobId = await beginBackup(stage);
  const [epoch, before] = [await epochOf(stage), await first.pid('director')];
  await first.kill('SIGKILL', 'director');
  await until(async () => ((await first.pid('director')) ?? before) !== before, { what: 'another process' });
  const again = await stage.leader();
  if ((await epochOf(stage)) === epoch) t.is(again, first);

  // The whole node dies, its PostgreSQL too, in the midst of the same Job: another node adopts it.
  await stage.healthy(2);
  const fallen = await stage.leader();
  await fallen.kill('SIGKILL');
  const second = await stage.leader(fallen);
  t.not(second, fallen);
  await isWhole(t, stage, jobId);
  await comesBack(t, stage, jobId);

  // It comes back as a standby: nobody has to make room for it.
  const ledBy = await epochOf(stage);
  await fallen.start();
  await stage.healthy(2);
  if ((await epochOf(stage)) === ledBy) t.is(await stage.whoLeads(), second);

  // Told to end, the leader hands over in the midst of a Job, and nothing of it stays behind.
  const another = await beginBackup(stage);
  const leaving = await stage.leader();
  await leaving.stop();
  t.is(leaving.exitCode, 0);
  t.deepEqual([await leaving.pid('director'), await leaving.pid('postgres')], [undefined, undefined]);
  t.not(await stage.leader(leaving), leaving);
  await isWhole(t, stage, another);
});
