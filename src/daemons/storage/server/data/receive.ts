/** The data phase of a Job that appends, from the Volume's mount to the last word about it to the Catalog. */
import type { AppendSession, Media } from '../../media/index.ts';
import { NoDataPlaceError } from '../errors.ts';
import type { ServedJob } from '../job/served-job.ts';
import { type DataEnd, judge, type Verdict } from './data-end.ts';
import type { Frames } from './frames.ts';
import { Intake } from './intake.ts';

/** The media take it from here. */
export function openAppend(media: Media, job: ServedJob): Promise<AppendSession> {
  const reservation = job.append;
  if (reservation === undefined) throw new NoDataPlaceError('for appending');
  job.append = undefined;
  return media.openAppend(reservation, job);
}

/** Takes all that comes; the Volume is left in good order however it ends. Rejects only where the Volume cannot be. */
export async function receiveData(job: ServedJob, frames: Frames, session: AppendSession): Promise<DataEnd> {
  await using _ = session;
  job.moving = true;
  job.measure = () => session.figures;
  const intake = new Intake(frames, session, job);
  let verdict: Verdict = { status: 'T' };
  try {
    await intake.run();
  } catch (error) {
    verdict = judge(job, error, intake.lastCompleteFile);
  }
  return closeSession(job, session, verdict);
}

/** End label, sync, JobMedia and figures of the Volume. A canceled Job's Director may be gone; the Volume is what counts. */
export async function closeSession(job: ServedJob, session: AppendSession, verdict: Verdict): Promise<DataEnd> {
  const { status } = verdict;
  try {
    const { files, bytes } = await session.close({ ...verdict, errors: job.errors });
    return { ...verdict, files, bytes };
  } catch (error) {
    const { files, bytes } = session.figures;
    if (status !== 'A') job.sayError('fatal', error);
    return { status: status === 'A' ? 'A' : 'f', files, bytes };
  }
}
