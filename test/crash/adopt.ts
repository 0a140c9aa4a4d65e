/** What the next Director does with a Job that is told through a journal: it hears the rest, once, and so how it ended. */
import { playedJobName } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { type CrashJob, EPOCH } from './crash-job.ts';
import type { CrashStorage } from './crash-storage.ts';

/** The Job as it is known afterwards; one that the death cut off has no status. Throws where facts are missing or come twice. */
export async function adopt(job: CrashJob, storage: CrashStorage): Promise<CrashJob> {
  const { jobId, heard, status } = job;
  if (heard === undefined || status !== undefined) return job;
  const name = playedJobName(jobId);
  await using director = await PlayedDirector.lead(storage, EPOCH);
  const owed = (await director.list('journal list\n')).find((line) => line.includes(`Job=${name} `));
  if (owed === undefined) return job;
  const reply = await director.attach(jobId, name, heard + 1);
  if (!reply.startsWith('3000 ')) throw new Error(`${owed.trim()}, of which ${heard} were heard: ${reply}`);
  const ended = await director.end();
  const numbers = [...director.facts.keys()];
  const expected = numbers.map((_, index) => heard + 1 + index);
  if (director.repeated > 0 || numbers.some((number, index) => number !== expected[index])) {
    throw new Error(`JobId ${jobId}: facts ${numbers.join()} came behind ${heard}`);
  }
  return ended.status === 'T' ? { ...job, status: 'T', adopted: true, said: [...job.said, ...director.said] } : job;
}
