/** The configuration that nodes bring each other, as an operator sees and changes it. */
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { committedIn } from '../../src/replication/index.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
import { type RunResult, run } from '../support/program.ts';
import { ApiError, call } from '../support/understudy.ts';
import { until } from '../support/wait.ts';
import type { FaultCluster, FaultNode } from './fault-cluster.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

export const fileOf = ({ directory }: FaultNode): string => join(directory, 'bacula-dir.conf');

/** `understudy config …` on this node. */
export const configCommand = (node: FaultNode, [part = '', ...args]: readonly string[]): readonly string[] =>
  node.host.command([PROGRAM, 'config', part, '-c', fileOf(node), ...args]);

/** The same, to its end. */
export const config = (node: FaultNode, ...args: readonly string[]): Promise<RunResult> =>
  run(configCommand(node, args), { mayFail: true });

/** `understudy switchover …`, which may be refused. */
export const orderSwitchover = (node: FaultNode, ...args: readonly string[]): Promise<RunResult> =>
  node.host.run([PROGRAM, 'switchover', ...args, '-n', node.nodeFile], { mayFail: true });

/** The file of this node has this Job, and none that was added before; the release of it is told by that. */
export async function editTo(node: FaultNode, job: string): Promise<void> {
  const text = (await readFile(fileOf(node), 'latin1')).replace(/# Added\n[\s\S]*$/, '');
  const found = text.match(/^Job \{\n[\s\S]*?^\}\n/gm)?.find((one) => one.includes(`Name = "${BACKUP_JOB}"`));
  if (found === undefined) throw new Error(`${fileOf(node)} has no Job ${BACKUP_JOB}`);
  const added = found.replace(`"${BACKUP_JOB}"`, `"${job}"`);
  await writeFile(fileOf(node), `${text}# Added\n${added}`, 'latin1');
}

/** The password of the Catalog's role. */
export async function editPassword(node: FaultNode, from: string, to: string): Promise<void> {
  const text = await readFile(fileOf(node), 'latin1');
  const edited = text.replace(`DB Password = "${from}"`, `DB Password = "${to}"`);
  if (edited === text) throw new Error(`${fileOf(node)} has another password than "${from}"`);
  await writeFile(fileOf(node), edited, 'latin1');
}

/** What the Director of this node works with; false also where none leads. */
export async function directorKnows(node: FaultNode, job: string): Promise<boolean> {
  try {
    await call(node.socket, 'POST', '/estimates', { job, client: 'nobody' });
    return false;
  } catch (error) {
    return error instanceof ApiError && /Client/.test(error.body.message ?? '');
  }
}

/** By the digest; undefined: none, or nothing was ever committed. */
export const releaseOf = ({ directory }: FaultNode): Promise<string | undefined> =>
  readlink(join(directory, 'releases/current')).then(
    (target) => basename(target),
    () => undefined,
  );

export const committedOf = async ({ dcs }: FaultCluster): Promise<string | undefined> =>
  committedIn(await dcs.read())?.digest;

const SETTLED_MS = 60_000;
let made = 0;

/** No Job has had this name. */
export const nextJob = (): string => `Release-${++made}`;

/** A release with this Job. @returns how long it took. */
export async function apply(node: FaultNode, job: string, ...options: readonly string[]): Promise<number> {
  await editTo(node, job);
  const startMs = performance.now();
  const { status, stdout, stderr } = await config(node, 'apply', '--why', job, ...options);
  if (status !== 0) throw new Error(`config apply of ${job} ended with ${status}\n${stdout}${stderr}`);
  return performance.now() - startMs;
}

/** Whatever has been left in the files of these. */
export const anyhow = (nodes: readonly FaultNode[]): readonly string[] => [
  '--reviewed',
  ...nodes.flatMap(({ host }) => ['--overwrite', host.name]),
];

/** Every node has the release that counts, and the Director that leads works with it, whichever of these it is. */
export async function settled(
  cluster: FaultCluster,
  nodes: readonly FaultNode[],
  jobs: readonly string[],
): Promise<string> {
  let found = '';
  const look = async (): Promise<string | undefined> => {
    const [committed, leader] = [await committedOf(cluster), await cluster.whoLeads('director')];
    const releases = await Promise.all(nodes.map(releaseOf));
    const known = await Promise.all(jobs.map((job) => leader !== undefined && directorKnows(leader, job)));
    found = `${committed} counts, nodes have ${releases}, the Director knows ${jobs.filter((_job, at) => known[at])}`;
    const isOne = releases.every((release) => release === committed) && known.filter(Boolean).length === 1;
    return isOne ? jobs[known.indexOf(true)] : undefined;
  };
  return until(look, { timeoutMs: SETTLED_MS, everyMs: 200, what: () => `one release\n${found}\n${cluster.log()}` });
}
