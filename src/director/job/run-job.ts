/**
 * The life of any Job after its row exists: wait for its time and its turn, Before scripts, the daemons' work, the end
 * record, the report, After scripts, mail (08b §1). Whatever goes wrong, it ends with a true status and a full report.
 */
import { type ByteString, type Clock, describeError, type Logger, toByteString } from '../../core/index.ts';
import type { FinishedJob } from '../daemon/service.ts';
import type { Admission, JobQueue } from '../queue/index.ts';
import { passQueuedScripts } from '../run-script/index.ts';
import type { DuplicateRules } from './duplicates.ts';
import { JobCanceledError, JobLeftError } from './errors.ts';
import { finish, scripts } from './finish-job.ts';
import type { Job } from './job.ts';
import type { JobKind } from './job-kind.ts';
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
  /** Leaves it here, and takes it up again from where the Catalog is. */
  readonly takeUp: (job: Job) => void;
  /** After this long without a word a daemon is asked whether it still works for the Job. */
  readonly silenceMs: number;
  /** Cancels the other Job, or throws when this one has to give way. */
  readonly checkDuplicates: (job: Job, rules: DuplicateRules | undefined) => void;
}

/** Rejects with JobLeftError where another Director goes on with it, and never otherwise. */
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
    if (!job.isLetGo) job.messages.say('fatal', toByteString(describeError(error)));
  }
  job.end();
  if (job.isLeft) throw new JobLeftError(job.identity.jobId);
  return await finish(job, kind, job.isCanceled ? 'A' : kind.verdict(directorStatus), runner);
}

/** Looks again with each change of the Job. */
export function watchLimits(job: Job, kind: JobKind, { clock, onChange }: Runner): Disposable {
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
