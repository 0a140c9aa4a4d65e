/** A Job from `run` to its last word (page 03 §4): waits for the data connection, moves the data, tells the Director. */
import { withDeadline } from '../../../../core/index.ts';
import { serveClient } from '../data/client-session.ts';
import { consolidate } from '../data/consolidate.ts';
import { type DataEnd, judge } from '../data/data-end.ts';
import { receiveFromStorage, sendToStorage } from '../data/storage-peer.ts';
import { ClientLateError } from '../errors.ts';
import type { ServerTools } from '../tools.ts';
import type { DataConnection } from './data-gate.ts';
import type { ServedJob } from './served-job.ts';
import { watchDirector } from './watch-director.ts';

const PROGRESS_MS = 30_000;
const VIRTUAL_FULL = 'f';

/** Never rejects. The Job is gone from the list when this resolves. */
export async function runJob(job: ServedJob, tools: ServerTools): Promise<void> {
  const { logger, jobs } = tools;
  job.running = true;
  const figures = reportProgress(job);
  using _watched = watchDirector(job, tools);
  let end: DataEnd;
  try {
    end = await moveData(job, tools).catch((error) => ({ files: 0, bytes: 0, ...judge(job, error, 0) }));
  } finally {
    clearInterval(figures);
    job.release();
    job.data.shut(new ClientLateError(job.job, 0));
  }
  const status = await tell(job, end);
  jobs.remove(job, {
    facts: job.facts,
    status,
    files: end.files,
    bytes: end.bytes,
    errors: job.errors,
    startedAt: job.startedAt,
    endedAt: tools.clock.now(),
  });
  logger.info({ jobId: job.jobId, job: job.job, status, files: end.files, bytes: end.bytes }, 'A Job has ended');
}

async function moveData(job: ServedJob, tools: ServerTools): Promise<DataEnd> {
  if (job.level === VIRTUAL_FULL) {
    job.status('R');
    return consolidate(job, tools);
  }
  job.status('F');
  const data = await waitForData(job, tools);
  job.outlet.started();
  job.status('R');
  if (data.peer === 'client') return serveClient(job, data, tools);
  return job.append === undefined ? sendToStorage(job, data, tools) : receiveFromStorage(job, data, tools);
}

function waitForData(job: ServedJob, { config }: ServerTools): Promise<DataConnection> {
  const seconds = config.storage.clientConnectWaitSec;
  return withDeadline(job.data.arrived, seconds * 1000, () => new ClientLateError(job.job, seconds));
}

/** Attributes, then the verdict; what cannot be told any more makes the Job a failed one. */
async function tell(job: ServedJob, end: DataEnd): Promise<string> {
  let { status } = end;
  try {
    if (status === 'T' || status === 'I') {
      job.letter = status;
      await job.outlet.deliverAttributes(end.lastFile);
    }
  } catch (error) {
    status = job.canceled ? 'A' : 'f';
    job.sayError('fatal', error);
  }
  const { files, bytes } = end;
  job.letter = status;
  const verdict = { job: job.job, status, files, bytes, errors: job.errors, errorText: '' };
  job.ending = true;
  await job.outlet.end(verdict).catch(() => undefined);
  return status;
}

function reportProgress(job: ServedJob): NodeJS.Timeout {
  const startedMs = performance.now();
  return setInterval(() => {
    const { files, bytes } = job.figures;
    const seconds = Math.max(1, (performance.now() - startedMs) / 1000);
    job.outlet.progress(files, bytes, Math.round(bytes / seconds));
  }, PROGRESS_MS);
}
