/**
 * Power fails at any moment, again and again: whatever was reported stays true. Each seed is one machine's life: Jobs
 * run at once, some end, then everything that was not synced is there, gone or torn; then it is started again.
 */
import { hash } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import {
  type FakeJob,
  fakeJob,
  type MediaPremises,
  mediaPremises,
  readBack,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandom, pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const LIVES = 6;
const JOBS = 4;
/** Somewhere within so many reads, writes and syncs the power fails, if the Jobs last as long. */
const OPERATIONS = 90;

interface Kept {
  readonly job: FakeJob;
  readonly digests: readonly string[];
}

/** Writes files until it is told to end, or the machine dies; true: it was reported as good. */
async function runJob(
  premises: MediaPremises,
  job: FakeJob,
  random: () => number,
  digests: string[],
): Promise<boolean> {
  const session = await premises.append(job);
  const files = 1 + Math.floor(random() * 12);
  for (let index = 1; index <= files; index++) {
    const data = pseudoRandomBytes(Math.floor(random() * 200_000), job.jobId * 100 + index);
    digests.push(hash('sha1', data));
    await writeFileRecords(session, index, data);
    if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
  }
  await session.close({ status: 'T', errors: 0 });
  return true;
}

async function oneLife(premises: MediaPremises, life: number, random: () => number): Promise<Kept[]> {
  const kept: Kept[] = [];
  const jobs = Array.from({ length: JOBS }, (_, index) => fakeJob(premises.catalog, life * 10 + index + 1));
  const running = jobs.map(async (job, index) => {
    const digests: string[] = [];
    for (let turn = 0; turn < index * 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const good = await runJob(premises, job, random, digests).catch(() => false);
    // A Job that ended after the power failed has reported to nobody.
    if (good && job.lost === undefined) kept.push({ job, digests });
  });
  await Promise.race([Promise.all(running), premises.device.after(Math.floor(random() * OPERATIONS))]);
  for (const job of jobs) job.lost = new Error('The machine is gone');
  const survivors = [...kept];
  await premises.device.crash(random);
  for (const job of jobs) job.cancel();
  await Promise.all(running);
  await premises.media[Symbol.asyncDispose]();
  premises.restart();
  return survivors;
}

async function check(t: ExecutionContext, premises: MediaPremises, kept: readonly Kept[], what: string): Promise<void> {
  for (const { job, digests } of kept) {
    const { files, damages } = await readBack(premises, job);
    t.deepEqual(
      [...files.values()].map((data) => hash('sha1', data)),
      digests,
      `${what}, Job ${job.jobId}`,
    );
    t.deepEqual(damages, [], `${what}, Job ${job.jobId}`);
  }
}

for (let seed = 1; seed <= 8; seed++) {
  test(`whatever was reported good survives power failures (${seed})`, async (t) => {
    const random = pseudoRandom(seed);
    const limits = seed % 2 === 0 ? { maxBytes: 1_500_000 } : {};
    await using premises = await mediaPremises({ prefix: 'Vol-', limits, device: 'MaximumFileSize = 400000' });
    const kept: Kept[] = [];
    for (let life = 1; life <= LIVES; life++) {
      kept.push(...(await oneLife(premises, life, random)));
      await check(t, premises, kept, `life ${life}`);
    }
    const last = fakeJob(premises.catalog, 999);
    const digests: string[] = [];
    await runJob(premises, last, random, digests);
    await check(t, premises, [...kept, { job: last, digests }], 'in the end');
    t.deepEqual(premises.catalog.broken, []);
    const marked = premises.catalog.requests.filter((request) => request.includes(' Error '));
    t.deepEqual(marked, []);
  });
}
