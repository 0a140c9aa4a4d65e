/** The configuration that nodes bring each other, as an operator sees and changes it. */
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { committedIn } from '../../src/replication/index.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
import type { RunResult } from '../support/program.ts';
import { ApiError, call } from '../support/understudy.ts';
import type { FaultCluster, FaultNode } from './fault-cluster.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

export const fileOf = ({ directory }: FaultNode): string => join(directory, 'bacula-dir.conf');

/** `understudy config …` on this node. */
export const config = (node: FaultNode, ...args: readonly string[]): Promise<RunResult> =>
  node.host.run([PROGRAM, 'config', args[0] ?? '', '-c', fileOf(node), ...args.slice(1)], { mayFail: true });

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
