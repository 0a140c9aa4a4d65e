/** The Director as a service: from a configuration and a Catalog to Jobs that run, until it is disposed. */
import { type Catalog, unfinishedJournals, unfinishedOrders } from '../../catalog/index.ts';
import type { DirectorConfig } from '../../config/index.ts';
import { type Clock, describeError, displayText, type Logger } from '../../core/index.ts';
import { dialFileDaemon, dialStorageDaemon } from '../../protocol/index.ts';
import { JobLeftError } from '../job/errors.ts';
import type { Job } from '../job/job.ts';
import { resumeJob } from '../job/resume-job.ts';
import { type Runner, runJob } from '../job/run-job.ts';
import { SpoolPlaces } from '../job/spool-places.ts';
import { uniqueNames } from '../job/unique-name.ts';
import { JournalKeeper } from '../journal/journal-keeper.ts';
import { ALONE, type Leadership } from '../journal/leadership.ts';
import { type ConsoleMessages, openDirectorMessages } from '../messages/index.ts';
import { openJobQueue } from '../queue/index.ts';
import { runConsoleCommand } from '../run-script/index.ts';
import { adoptJobs } from './adoption.ts';
import { directorService } from './director-service.ts';
import { DirectorEvents } from './events.ts';
import { type Generation, openGeneration } from './generation.ts';
import { JobRegistry } from './job-registry.ts';
import { createJobRow, type JobOrder } from './order.ts';
import { stopOrphans } from './orphans.ts';
import { concludeOrphans } from './recovery.ts';
import type { DirectorService, FinishedJob, QueuedJob, ReloadResult } from './service.ts';
import { endJobs, type StopOptions } from './stop.ts';
import { type Successor, succeed } from './succession.ts';
import { forgetUnwanted } from './unwanted-journals.ts';
import { VERSION } from './version.ts';

export interface DirectorOptions {
  readonly config: DirectorConfig;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly consoleMessages: ConsoleMessages;
  /** Reads the configuration anew, for `reload`; left out: it cannot be reloaded. */
  readonly loadConfig?: () => Promise<{
    readonly config: DirectorConfig | undefined;
    readonly problems: readonly string[];
  }>;
  /** After this long without a word a daemon is asked on another connection whether it still works for its Job. */
  readonly silenceMs?: number;
  /** Only LabelFormat asks it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly dialClient?: typeof dialFileDaemon;
  readonly dialStorage?: typeof dialStorageDaemon;
  /** Left out: there is no cluster. */
  readonly leadership?: Leadership;
}

/** What the service is made of; its verbs are in director-service.ts. */
export interface Director {
  readonly startedAt: Date;
  readonly registry: JobRegistry;
  readonly events: DirectorEvents;
  /** The one in force for what is ordered now. */
  generation(): Generation;
  submit(order: JobOrder, under: Generation): Promise<QueuedJob>;
  reload(): Promise<ReloadResult>;
}

const SILENCE_MS = 5 * 60_000;
const ignore = (): void => {};

/** A Director at work; disposing it is `stop()`. */
export interface RunningDirector extends DirectorService, AsyncDisposable {
  /**
   * `leave`: running Jobs go on at their daemons and queued ones stay queued, for the next Director; within a few seconds,
   * also where the Catalog is away. Whoever waits for such a Job here gets JobLeftError. The first call decides.
   */
  stop(how?: StopOptions): Promise<void>;
}

export async function startDirector(options: DirectorOptions): Promise<RunningDirector> {
  const { catalog, clock, logger, consoleMessages } = options;
  const running = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const keep = (work: Promise<unknown>): void => {
    running.add(work);
    const settled = () => running.delete(work);
    work.then(settled, settled);
  };
  const house = {
    catalog,
    clock,
    logger,
    names: uniqueNames(clock),
    spoolPlaces: new SpoolPlaces(),
    leadership: options.leadership ?? ALONE,
    journals: new JournalKeeper((work) => keep(work(stopping.signal))),
    environment: options.environment ?? {},
    dialClient: options.dialClient ?? dialFileDaemon,
    dialStorage: options.dialStorage ?? dialStorageDaemon,
  };
  const orphans = await concludeOrphans({ ...house, directorName: options.config.director.name });
  const unfinished = await catalog.query(unfinishedJournals());
  const ordered = await catalog.query(unfinishedOrders());
  let generation = await openGeneration(options.config, house);
  const own = openDirectorMessages(options.config.director, { clock, logger, consoleMessages });
  own.say('info', `Understudy ${VERSION} has started`);
  if (orphans.length > 0) own.say('warning', `${orphans.length} Jobs ran when the Director died: marked as failed`);
  if (unfinished.length > 0) own.say('warning', `${unfinished.length} Jobs ran when the Director died: adopted`);
  if (ordered.length > 0) own.say('warning', `${ordered.length} Jobs waited, or ran without a journal: taken over`);
  const registry = new JobRegistry();
  const events = new DirectorEvents(logger);
  const queue = openJobQueue(() => generation.limits);
  const office = { registry, events, consoleMessages };
  keep(stopOrphans(orphans, generation, own.say));

  const runner: Runner = {
    queue,
    clock,
    logger,
    later: (work) => keep(work(stopping.signal)),
    console: (command) => runConsoleCommand(service, command),
    silenceMs: options.silenceMs ?? SILENCE_MS,
    onChange: (watched, look) => registry.watch(watched, look),
    checkDuplicates: (checked, rules) => registry.checkDuplicates(checked, rules),
  };
  const enter = (job: Job, ending: Promise<FinishedJob>): Promise<FinishedJob> => {
    const done = ending.then((finished) => {
      registry.finish(finished);
      events.emit({ kind: 'finished', job: finished });
      return finished;
    });
    registry.add(job, done);
    keep(done);
    events.emit({ kind: 'queued', job: job.describe() });
    return done;
  };

  const successor: Successor = {
    under: generation,
    office,
    queue: (job, kind) => void enter(job, runJob(job, kind, runner)),
    resume: (job, kind) => enter(job, resumeJob(job, kind, runner)).then(ignore, ignore),
    later: runner.later,
  };
  await adoptJobs(unfinished, { ...successor, stop: (job) => keep(stopOrphans([job], generation, own.say)) });
  await succeed(ordered, successor);
  keep(forgetUnwanted(generation, office, stopping.signal));

  const submit = async (order: JobOrder, under: Generation): Promise<QueuedJob> => {
    if (stopping.signal.aborted) throw new JobLeftError();
    const job = await createJobRow(order, under, office);
    // It is a row, and the next Director's.
    if (stopping.signal.aborted) return { jobId: job.identity.jobId, job: job.identity.job };
    void enter(job, runJob(job, order.kind(job), runner));
    return { jobId: job.identity.jobId, job: job.identity.job };
  };

  const reload = async (): Promise<ReloadResult> => {
    if (options.loadConfig === undefined)
      return { applied: false, problems: ['this Director was started without a file'] };
    const { config, problems } = await options.loadConfig();
    if (config === undefined) {
      own.say('error', `The configuration was not reloaded: it has mistakes\n${problems.join('\n')}`);
      return { applied: false, problems };
    }
    try {
      generation = await openGeneration(config, house);
    } catch (error) {
      own.say('error', `The configuration was not reloaded: ${describeError(error)}`);
      throw error;
    }
    queue.reconsider();
    own.follow(config.director);
    own.say('info', 'The configuration was reloaded');
    logger.info({ director: displayText(config.director.name) }, 'The configuration was reloaded');
    return { applied: true, problems };
  };

  const stop = async ({ jobs = 'cancel' }: StopOptions = {}): Promise<void> => {
    stopping.abort();
    own.say('info', jobs === 'leave' ? 'The Director steps down' : 'The Director is stopping');
    await endJobs(registry.active(), running, jobs, logger);
    await own[Symbol.asyncDispose]();
  };
  const director: Director = { startedAt: clock.now(), registry, events, generation: () => generation, submit, reload };
  const service = directorService(director);
  let stopped: Promise<void> | undefined;
  const stopOnce = (how?: StopOptions): Promise<void> => {
    stopped ??= stop(how);
    return stopped;
  };
  return { ...service, stop: stopOnce, [Symbol.asyncDispose]: () => stopOnce() };
}
