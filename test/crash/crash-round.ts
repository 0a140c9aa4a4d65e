/** One round: Jobs side by side, one after the other, until the Storage Daemon is killed; then it is started again. */

import { PlayedDirector } from '../support/played-director.ts';
import { pseudoRandom } from '../support/pseudo-random.ts';
import { adopt } from './adopt.ts';
import { type CrashJob, runCrashJob } from './crash-job.ts';
import type { CrashStorage } from './crash-storage.ts';
import { type KillPlan, KillSwitch } from './kill-plan.ts';
import { Progress } from './progress.ts';
import { tearVolumes } from './tear.ts';

export interface RoundOptions {
  readonly plan: KillPlan;
  /** The ends of Volumes are torn, too, as when power fails. */
  readonly tears: boolean;
  /** Of the Jobs' contents. */
  readonly seed: number;
  readonly nextJobId: () => number;
}

const LANES = 4;
/** A lane that has done so many waits for the others, and then the idle daemon is killed. */
const JOBS_MAX = 8;

/** Jobs side by side that nobody disturbs: something to lose. */
export async function runQuietly(
  storage: CrashStorage,
  { seed, nextJobId }: Pick<RoundOptions, 'seed' | 'nextJobId'>,
): Promise<CrashJob[]> {
  const never = new KillSwitch({ kind: 'request', count: Number.POSITIVE_INFINITY }, () => {});
  const progress = new Progress();
  const lanes = Array.from({ length: LANES }, (_, number) =>
    runCrashJob(storage, nextJobId(), { seed: seed + number, killSwitch: never, progress }),
  );
  return progress.watch(Promise.all(lanes), { status: () => statusOf(storage) });
}

/** The Jobs of the round, those that were cut off included. The daemon runs again. */
export async function runRound(
  storage: CrashStorage,
  { plan, tears, seed, nextJobId }: RoundOptions,
): Promise<CrashJob[]> {
  const jobs: CrashJob[] = [];
  let killed: Promise<void> = Promise.resolve();
  const killSwitch = new KillSwitch(plan, () => {
    killed = storage.kill();
  });
  const progress = new Progress();
  storage.catalog.onRequest = () => {
    progress.moved();
    killSwitch.asked();
  };
  // What is torn then is more than what the Catalog was told, and a journal may have been told more.
  const journals = !tears;
  const lane = async (number: number): Promise<void> => {
    for (let n = 0; n < JOBS_MAX && !killSwitch.fired; n++) {
      const options = { seed: seed + number * 100 + n, killSwitch, progress, journals };
      jobs.push(await runCrashJob(storage, nextJobId(), options));
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  await progress.watch(lanes, { status: () => statusOf(storage) });
  killSwitch.now();
  await killed;
  storage.catalog.onRequest = () => {};
  if (tears) await tearVolumes(storage.volumes, storage.catalog, pseudoRandom(seed));
  await storage.start();
  return Promise.all(jobs.map((job) => adopt(job, storage)));
}

/** Its devices and Jobs, as `status` shows them. */
async function statusOf(storage: CrashStorage): Promise<string> {
  await using director = await PlayedDirector.call(storage);
  return (await director.list('status\n')).join('');
}
