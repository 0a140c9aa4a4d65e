/**
 * The life of any Job after its row exists: wait for its time and its turn, Before scripts, the daemons' work, the end
 * record, the report, After scripts, mail (08b §1). Whatever goes wrong, it ends with a true status and a full report.
 */
import {
  type ByteString,
  type Clock,
  describeError,
  displayText,
  type Logger,
  toByteString,
} from '../../core/index.ts';
import type { FinishedJob } from '../daemon/service.ts';
import type { Admission, JobQueue } from '../queue/index.ts';
import { reportMessageType } from '../report/index.ts';
import { passQueuedScripts, runDirectorScripts, type ScriptMoment } from '../run-script/index.ts';
import type { DuplicateRules } from './duplicates.ts';
import { JobCanceledError } from './errors.ts';
import type { Job } from './job.ts';
import type { JobKind } from './job-kind.ts';
import { isGood, statusText } from './job-status.ts';
import { watchDaemons } from './liveness.ts';
import { watchTimeLimits } from './time-limits.ts';

export interface Runner {
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called by `Job.changed`; the limits look at the Job again. */
  readonly onChange: (job: Job, look: () => void) => Disposable;
  /** Goes on beside the Jobs, until the Director stops. */
  readonly later: (work: (signal: AbortSignal) => Promise<void>) => void;
  /** Runs a console command of a script, and returns what it would print. */
  readonly console: (command: ByteString) => Promise<ByteString>;
  /** After this long without a word a daemon is asked whether it still works for the Job. */
  readonly silenceMs: number;
  /** Cancels the other Job, or throws when this one has to give way. */
  readonly checkDuplicates: (job: Job, rules: DuplicateRules | undefined) => void;
}

/** Never rejects. */
export async function runJob(job: Job, kind: JobKind, runner: Runner): Promise<FinishedJob> {
  const { clock } = runner;
  await using stack = new AsyncDisposableStack();
  let directorStatus = 'T';
  try {
    await kind.prepare();
    stack.use(watchLimits(job, kind, runner));
    stack.use(watchDaemons(job, runner.silenceMs));
    runner.checkDuplicates(job, kind.duplicates);
    using admission = await waitForTurn(job, kind, runner);
    await begin(job, kind, clock);
    if (await scripts('Before', job, kind, runner)) await kind.run(admission);
    else directorStatus = 'E';
  } catch (error) {
    directorStatus = 'f';
    if (!job.isCanceled) job.messages.say('fatal', toByteString(describeError(error)));
  }
  job.end();
  return await finish(job, kind, job.isCanceled ? 'A' : kind.verdict(directorStatus), runner);
}

function watchLimits(job: Job, kind: JobKind, { clock, onChange }: Runner): Disposable {
  const limits = watchTimeLimits(limited(job), kind.limits(), clock, (message) => void job.cancel(message, 'fatal'));
  const looking = onChange(job, limits.check);
  return {
    [Symbol.dispose]: () => {
      looking[Symbol.dispose]();
      limits[Symbol.dispose]();
    },
  };
}

const limited = (job: Job) => ({
  scheduledAt: job.identity.scheduledAt,
  get workingSince() {
    return job.workingSince;
  },
  get shownStatus() {
    return job.shownStatus;
  },
});

async function waitForTurn(job: Job, kind: JobKind, { queue, clock }: Runner): Promise<Admission> {
  const waitMs = job.identity.scheduledAt.getTime() - clock.now().getTime();
  if (waitMs > 0) {
    const { job: name } = job.identity;
    job.messages.say('info', `Job ${name} waiting ${Math.ceil(waitMs / 1000)} seconds for scheduled start time.`);
    job.become('t');
    await sleepUntil(job.identity.scheduledAt, clock, job.signal);
    job.become('C');
  }
  const priority = await passGate(job, kind, clock);
  const needs = { ...kind.needs(), ...(priority !== undefined && { priority }), jobId: job.identity.jobId };
  return await queue.admit(needs, { signal: job.signal, onWaiting: (reason) => job.become(reason) });
}

/** The scripts that run before the queue: they may hold the Job back, end it, or make it less urgent. */
async function passGate(job: Job, kind: JobKind, clock: Clock): Promise<number | undefined> {
  const verdict = await passQueuedScripts(kind.scripts, {
    clock,
    codes: () => kind.codes(),
    say: (type, text) => job.messages.say(type, text),
    signal: job.signal,
    onWaiting: () => job.become('v'),
  });
  if (verdict.kind === 'go') return verdict.priority;
  const message = 'Job canceled from Runscript';
  void job.cancel(message, 'fatal');
  throw new JobCanceledError(message);
}

const SLEEP_MS_MAX = 3_600_000;

/** In pieces, because a timer holds 24 days at most and wall time may be set. */
async function sleepUntil(moment: Date, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    const leftMs = moment.getTime() - clock.now().getTime();
    if (leftMs <= 0) return;
    await clock.sleep(Math.min(leftMs, SLEEP_MS_MAX), signal);
  }
}

async function begin(job: Job, kind: JobKind, clock: Clock): Promise<void> {
  job.signal.throwIfAborted();
  const now = clock.now();
  job.startedAt = now;
  job.become('R');
  const { maxStartDelaySec } = kind.limits();
  if (maxStartDelaySec > 0 && now.getTime() - job.identity.scheduledAt.getTime() > maxStartDelaySec * 1000) {
    const message = 'Job canceled because max start delay time exceeded.';
    void job.cancel(message, 'fatal');
    throw new JobCanceledError(message);
  }
  await kind.begin(now);
}

async function scripts(moment: ScriptMoment, job: Job, kind: JobKind, runner: Runner): Promise<boolean> {
  if (kind.scripts.length === 0) return true;
  const say = job.messages.say.bind(job.messages);
  const { status } = job;
  const codes = () => kind.codes();
  const signal = moment === 'Before' ? job.signal : undefined;
  const { console } = runner;
  return (await runDirectorScripts(kind.scripts, { moment, status, codes, say, signal, console })) === 'ok';
}

async function finish(job: Job, kind: JobKind, verdict: string, runner: Runner): Promise<FinishedJob> {
  const { clock, logger } = runner;
  job.become(verdict);
  await scripts('AtJobCompletion', job, kind, runner);
  const endedAt = clock.now();
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

/** The status that the Catalog could be told: without an end record nothing may count as good. */
async function conclude(job: Job, kind: JobKind, endedAt: Date, runner: Runner): Promise<string> {
  try {
    const report = await kind.conclude(job.status, endedAt);
    job.messages.say(reportMessageType(job.status), report);
    return job.status;
  } catch (error) {
    const { jobId } = job.identity;
    const text = `The end of the Job could not be recorded in the Catalog: ${describeError(error)}`;
    runner.logger.error({ jobId, status: job.status }, text);
    job.messages.say('fatal', toByteString(text));
    const status = isGood(job.status) ? 'f' : job.status;
    runner.later((signal) => recordLater(kind, status, endedAt, runner, signal));
    return status;
  }
}

const PAUSE_MS_MAX = 60_000;

/** A row must not say that the Job runs when the Catalog is back. Should the Director die first, its successor does it. */
async function recordLater(
  kind: JobKind,
  status: string,
  endedAt: Date,
  { clock, logger }: Runner,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = 1_000; !signal.aborted; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
    try {
      await clock.sleep(pauseMs, signal);
      await kind.conclude(status, endedAt);
      return;
    } catch (error) {
      logger.debug({ err: error }, 'The end of a Job still cannot be recorded');
    }
  }
}
