/** The end of any Job, whatever happened before: its end record, its report, its last scripts, its mail (08b §1). */
import { describeError, displayText, toByteString } from '../../core/index.ts';
import type { FinishedJob } from '../daemon/service.ts';
import { reportMessageType } from '../report/index.ts';
import { runDirectorScripts, type ScriptMoment } from '../run-script/index.ts';
import { CatalogSetBackError, JobLeftError } from './errors.ts';
import type { Job } from './job.ts';
import type { JobKind, TellReport } from './job-kind.ts';
import { isGood, statusText } from './job-status.ts';
import type { Runner } from './run-job.ts';

/** The Director's own scripts of this moment; false: one that counts has failed. */
export async function scripts(moment: ScriptMoment, job: Job, kind: JobKind, runner: Runner): Promise<boolean> {
  if (kind.scripts.length === 0) return true;
  const say = job.messages.say.bind(job.messages);
  const { status } = job;
  const codes = () => kind.codes();
  const signal = moment === 'Before' ? job.signal : undefined;
  const { console } = runner;
  return (await runDirectorScripts(kind.scripts, { moment, status, codes, say, signal, console })) === 'ok';
}

/** From the verdict to the end: the end record, the report, After scripts, mail. Rejects with JobLeftError only. */
export async function finish(job: Job, kind: JobKind, verdict: string, runner: Runner): Promise<FinishedJob> {
  const { clock, logger } = runner;
  job.become(verdict);
  await scripts('AtJobCompletion', job, kind, runner);
  if (job.isLeft) throw letGo(job);
  const endedAt = kind.endedAt?.() ?? clock.now();
  const status = await conclude(job, kind, endedAt, runner);
  await scripts('After', job, kind, runner);
  const codes = kind.codes();
  await job.messages.close({ status, codes: { ...codes, exitStatus: kind.termination(status) } });
  const { startedAt = endedAt, level, files, bytes, errors } = job.describe();
  const { jobId, job: name, name: resource, client, type } = job.identity;
  const identity = { jobId, job: name, name: resource, client, type, level };
  const names = { job: displayText(name), name: displayText(resource), client: displayText(client) };
  logger.info({ ...identity, ...names, status, files, bytes, errors }, `Job ended: ${statusText(status)}`);
  return { ...identity, status, statusText: statusText(status), files, bytes, errors, startedAt, endedAt };
}

/** Its end is not recorded, so nobody hears of one. */
function letGo(job: Job): JobLeftError {
  job.messages.abandon();
  return new JobLeftError(job.identity.jobId);
}

/** The status that the Catalog could be told: without an end record nothing may count as good. */
async function conclude(job: Job, kind: JobKind, endedAt: Date, runner: Runner): Promise<string> {
  const saidAt = runner.clock.now();
  try {
    const report = await kind.conclude(job.status, endedAt, tellReport(job, job.status, saidAt));
    job.messages.sayUnlogged(reportMessageType(job.status), report, saidAt);
    return job.status;
  } catch (error) {
    const { jobId } = job.identity;
    if (error instanceof CatalogSetBackError) runner.takeUp(job);
    if (job.isLeft) throw letGo(job);
    const text = `The end of the Job could not be recorded in the Catalog: ${describeError(error)}`;
    runner.logger.error({ jobId, status: job.status }, text);
    job.messages.say('fatal', toByteString(text));
    const status = isGood(job.status) ? 'f' : job.status;
    const tell = tellReport(job, status, saidAt);
    runner.later((signal) => recordLater(() => kind.conclude(status, endedAt, tell), runner, signal));
    return status;
  }
}

/** The same row however often it is asked for. */
const tellReport =
  ({ messages }: Job, status: string, saidAt: Date): TellReport =>
  async (report) => {
    await messages.flush();
    return messages.rowOf(reportMessageType(status), report, saidAt);
  };

const PAUSE_MS_MAX = 60_000;

/** A row must not say that the Job runs when the Catalog is back. Should the Director die first, its successor does it. */
async function recordLater(
  conclude: () => Promise<unknown>,
  { clock, logger }: Runner,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = 1_000; !signal.aborted; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
    try {
      await clock.sleep(pauseMs, signal);
      await conclude();
      return;
    } catch (error) {
      logger.debug({ err: error }, 'The end of a Job still cannot be recorded');
    }
  }
}
