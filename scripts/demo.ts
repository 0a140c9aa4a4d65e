/**
 * `npm run demo`: a cluster before your eyes. A real etcd, three nodes with a PostgreSQL each, two Storages and a Client; two
 * backups of a real tree run when the node that leads is killed, PostgreSQL and all. Another one takes over, the Jobs are
 * adopted and end well, the tree is restored and compared, and the old node comes back as a standby. Exit status 0 only if all
 * of that is so. On a terminal everything stays running until Ctrl-C, to be looked at.
 */
import { join } from 'node:path';
import { type ClusterStage, openClusterStage } from '../test/support/cluster-stage.ts';
import { compareTrees } from '../test/support/compare-tree.ts';
import { BACKUP_JOB } from '../test/support/director-config.ts';
import type { JobFacts } from '../test/support/understudy.ts';
import { until } from '../test/support/wait.ts';
import { makeDemoHome } from './demo-home.ts';
import { volumeBytes, watchOutage } from './demo-outage.ts';
import { check, megabytes, play, since, tell, wentWell } from './demo-story.ts';
import { countEntries, description, makeDemoTree, tellAttributes } from './demo-tree.ts';

const began = Number(process.env.DEMO_BEGAN_MS) || Date.now();
const home = makeDemoHome();

/** So slow that there is something to be killed in the middle of. */
const BANDWIDTH = '4 mb/s';
/** The same Job without a limit, to compare with. */
const UNDISTURBED = 'Undisturbed';

async function demo(): Promise<void> {
  const source = join(home.path, 'source');
  await makeDemoTree(source);
  tell('Tree', `${await countEntries(source)} entries: ${description()}`);
  const starting = performance.now();
  await using stage = await openStage(source);
  const first = await stage.leader();
  const standbys = stage.nodes.filter((node) => node !== first).map(({ name }) => name);
  tell(
    'Cluster',
    `${first.name} leads after ${since(starting)}, ${standbys.join(' and ')} follow with a copy of its Catalog`,
  );

  const jobs = await Promise.all(stage.storages.map(({ name }) => stage.run({ level: 'Full', storage: name })));
  await until(async () => (await volumeBytes(stage)) > 12_000_000, { timeoutMs: 60_000, what: 'data on the Volumes' });
  tell(
    'Backups',
    `JobIds ${jobs.join(' and ')} run to two Storages, ${megabytes(await volumeBytes(stage))} are written`,
  );

  tell('Power cut', `${first.name} is killed (SIGKILL): the node, its Director, its PostgreSQL`);
  const { leader, ms } = await watchOutage(stage, first, () => first.kill('SIGKILL'), tell);
  tell('Taken over', `${leader.name} answers as the Director`);
  const ended = await Promise.all(jobs.map((jobId) => stage.ended(jobId, 300_000)));
  for (const job of ended) await tellJob(stage, job);

  const reference = await stage.ended(await stage.run({ job: UNDISTURBED, level: 'Full' }), 300_000);
  const twice = ended.map(({ bytes }) => bytes - reference.bytes);
  check(
    'an undisturbed backup is of the same size',
    twice.every((bytes) => bytes === 0),
  );
  for (const { jobId } of ended) {
    const where = join(home.path, `restored-${jobId}`);
    const restore = await stage.ended(await stage.restore({ from: { jobId }, where }), 300_000);
    check(
      `what JobId ${jobId} restores equals the tree`,
      restore.status === 'T' && (await same(source, join(where, source))),
    );
  }

  const coming = performance.now();
  await first.start();
  await stage.healthy(2);
  const led = await stage.whoLeads();
  check(`${first.name} is back as a standby after ${since(coming)}, and ${led?.name} leads on`, led === leader);
  tell('Outage', `${Math.round(ms)} ms without a Director`);
  tell('Sent twice', `${twice.reduce((sum, bytes) => sum + Math.max(0, bytes), 0)} bytes`);
  tell('Time', `${((Date.now() - began) / 1000).toFixed(0)} s from the command to here`);
  if (process.stdout.isTTY && wentWell()) await stayOpen(stage);
}

function openStage(tree: string): Promise<ClusterStage> {
  return openClusterStage({
    tree,
    storages: ['disk-a', 'disk-b'],
    config: {
      fileSets: [{ files: [tree], options: { 'ACL Support': true, 'XATTR Support': true } }],
      jobDirectives: { 'Maximum Bandwidth': BANDWIDTH },
      extra: `Job {
        Name = ${UNDISTURBED}; Type = Backup; Level = Full; Client = test-fd; FileSet = Tree; Storage = disk-a; Pool = Default; Messages = Standard
      }`,
    },
  });
}

async function tellJob(stage: ClusterStage, { jobId, status, files, bytes }: JobFacts): Promise<void> {
  check(`JobId ${jobId} was adopted and ended well: ${status}, ${files} files, ${megabytes(bytes)}`, status === 'T');
  const rows = `SELECT count(*)::integer AS rows, count(DISTINCT fileindex)::integer AS files FROM file WHERE jobid = ${jobId}`;
  const [found] = await stage.query<{ rows: number; files: number }>(rows);
  check('each of its files is in the Catalog once', found?.rows === files && found.files === files);
  if (status !== 'T') console.log(await stage.jobLog(jobId));
}

async function same(expected: string, found: string): Promise<boolean> {
  const differences = await compareTrees(expected, found, { sparse: true, attributes: tellAttributes });
  for (const difference of differences) console.log(`    ${difference}`);
  return differences.length === 0;
}

async function stayOpen(stage: ClusterStage): Promise<void> {
  const leader = await stage.leader();
  await home.stay(`\nEverything is still running. Look around from another terminal:
  export UNDERSTUDY_SOCKET=${leader.socket} UNDERSTUDY_NODE_CONFIG=${leader.nodeFile}
  bin/understudy cluster
  bin/understudy list jobs
  bin/understudy run ${BACKUP_JOB} --wait
  bin/understudy switchover
Ctrl-C ends it.`);
}

await play(demo);
