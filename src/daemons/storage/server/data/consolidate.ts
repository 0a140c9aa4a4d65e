/**
 * VirtualFull (page 03 §10.5): one Job reads sessions and appends them as one, with no File Daemon. Files are numbered
 * anew; the labels of the sessions that are read come along as ordinary records (page 05 §4.2).
 */
import type { AppendSession, ReadRecord } from '../../media/index.ts';
import { SourceDamagedError } from '../errors.ts';
import type { ServedJob } from '../job/served-job.ts';
import type { ServerTools } from '../tools.ts';
import { type DataEnd, judge, type Verdict } from './data-end.ts';
import { openRead } from './deliver.ts';
import { closeSession, openAppend } from './receive.ts';
import { Renumbering } from './renumbering.ts';
import { beginsFile, isTold } from './told-streams.ts';

export async function consolidate(job: ServedJob, { media }: ServerTools): Promise<DataEnd> {
  let session: AppendSession;
  try {
    session = await openAppend(media, job);
  } catch (error) {
    return { files: 0, bytes: 0, ...judge(job, error, 0) };
  }
  await using _ = session;
  job.moving = true;
  job.measure = () => session.figures;
  let verdict: Verdict = { status: 'T' };
  try {
    const numbers = new Renumbering();
    await using source = openRead(media, job);
    for await (const batch of source) {
      for (const record of batch) {
        job.signal.throwIfAborted();
        const held = take(record, numbers, session, job);
        if (held !== undefined) await held;
      }
    }
    // What it replaces may be pruned: with less than all of it nobody is served.
    if (source.figures.errors > 0) throw new SourceDamagedError(source.figures.errors);
  } catch (error) {
    verdict = judge(job, error, 0);
  }
  return closeSession(job, session, verdict);
}

function take(
  record: ReadRecord,
  numbers: Renumbering,
  session: AppendSession,
  { outlet, facts }: ServedJob,
): Promise<unknown> | undefined {
  const { stream, data } = record;
  if (record.fileIndex < 1) return session.write(record.fileIndex, stream, data);
  const fileIndex = numbers.next(record);
  if (facts.noAttributes || !isTold(stream)) return session.write(fileIndex, stream, data);
  if (beginsFile(stream)) outlet.beginFile(fileIndex);
  const told = outlet.attributes(fileIndex, stream, data);
  const written = session.write(fileIndex, stream, data);
  if (told === undefined) return written;
  return Promise.all([told, written]);
}
