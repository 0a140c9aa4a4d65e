/** Restores in tests: ordered and waited for, and copies of trees to compare them with. */
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { FinishedJob, RestoreRequest } from '../../src/director/index.ts';
import { compareTrees } from './compare-tree.ts';
import type { OurDirector } from './our-director.ts';
import { run } from './program.ts';

/** Waits for its end; anything but a good one is shown with all that the Jobs said. */
export async function restoreWell(
  t: ExecutionContext,
  director: OurDirector,
  request: RestoreRequest,
): Promise<FinishedJob> {
  const finished = await restoreAndWait(director, request);
  if (finished.status !== 'T') t.log(await director.log());
  t.is(finished.status, 'T');
  return finished;
}

export async function restoreAndWait(director: OurDirector, request: RestoreRequest): Promise<FinishedJob> {
  const { jobId } = await director.restore(request);
  const finished = await director.waitFor(jobId);
  if (finished === undefined) throw new Error(`JobId ${jobId} is not known`);
  return finished;
}

/** A copy that keeps everything, to compare with later. */
export async function keepCopy(tree: string, copy: string): Promise<string> {
  await run(['mkdir', '-p', dirname(copy)]);
  await run(['cp', '-a', tree, copy]);
  return copy;
}

/** The tree below `where` equals what was expected, in everything. */
export async function isRestored(t: ExecutionContext, expected: string, where: string, tree: string): Promise<void> {
  t.deepEqual(await compareTrees(expected, join(where, tree)), []);
}
