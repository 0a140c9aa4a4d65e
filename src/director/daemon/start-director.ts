/** The Director as a service: from a configuration and a Catalog to Jobs that run, until it is disposed. */
import type { Catalog } from '../../catalog/index.ts';
import type { DirectorConfig } from '../../config/index.ts';
import { type Clock, type Logger, withDeadline } from '../../core/index.ts';
import { dialFileDaemon, dialStorageDaemon } from '../../protocol/index.ts';
import { runJob } from '../job/run-job.ts';
import { uniqueNames } from '../job/unique-name.ts';
import type { ConsoleMessages } from '../messages/index.ts';
import { openJobQueue } from '../queue/index.ts';
import { runConsoleCommand } from '../run-script/index.ts';
import { directorService } from './director-service.ts';
import { DirectorEvents } from './events.ts';
import { type Generation, openGeneration } from './generation.ts';
import { JobRegistry } from './job-registry.ts';
import { createJobRow, type JobOrder } from './order.ts';
import { stopOrphans } from './orphans.ts';
import { concludeOrphans } from './recovery.ts';
import type { DirectorService, QueuedJob, ReloadResult } from './service.ts';

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

const FAREWELL_MS = 30_000;
const SILENCE_MS = 5 * 60_000;

export async function startDirector(options: DirectorOptions): Promise<DirectorService & AsyncDisposable> {
  const { catalog, clock, logger, consoleMessages } = options;
  const house = {
    catalog,
    clock,
    logger,
    names: uniqueNames(clock),
    environment: options.environment ?? {},
    dialClient: options.dialClient ?? dialFileDaemon,
    dialStorage: options.dialStorage ?? dialStorageDaemon,
  };
  const orphans = await concludeOrphans({ ...house, directorName: options.config.director.name });
  let generation = await openGeneration(options.config, house);
  const registry = new JobRegistry();
  const events = new DirectorEvents(logger);
  const queue = openJobQueue(() => generation.limits);
  const office = { registry, events, consoleMessages };
  const running = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const keep = (work: Promise<unknown>): void => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };

  keep(stopOrphans(orphans, generation));

  const submit = async (order: JobOrder, under: Generation): Promise<QueuedJob> => {
    const job = await createJobRow(order, under, office);
    const done = runJob(job, order.kind(job), {
      queue,
      clock,
      logger,
      later: (work) => keep(work(stopping.signal)),
      console: (command) => runConsoleCommand(service, command),
      silenceMs: options.silenceMs ?? SILENCE_MS,
      onChange: (watched, look) => registry.watch(watched, look),
      checkDuplicates: (checked, rules) => registry.checkDuplicates(checked, rules),
    }).then((finished) => {
      registry.finish(finished);
      events.emit({ kind: 'finished', job: finished });
      return finished;
    });
    registry.add(job, done);
    keep(done);
    events.emit({ kind: 'queued', job: job.describe() });
    return { jobId: job.identity.jobId, job: job.identity.job };
  };

  const reload = async (): Promise<ReloadResult> => {
    if (options.loadConfig === undefined)
      return { applied: false, problems: ['this Director was started without a file'] };
    const { config, problems } = await options.loadConfig();
    if (config === undefined) return { applied: false, problems };
    generation = await openGeneration(config, house);
    queue.reconsider();
    logger.info({ director: config.director.name }, 'The configuration was reloaded');
    return { applied: true, problems };
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    for (const job of registry.active()) void job.cancel('The Director is being stopped');
    const slow = () => new Error(`${running.size} Jobs did not end in time`);
    await withDeadline(Promise.allSettled(running), FAREWELL_MS, slow).catch((error) =>
      logger.error({ err: error }, 'stop'),
    );
  };
  const director: Director = { startedAt: clock.now(), registry, events, generation: () => generation, submit, reload };
  const service = directorService(director);
  let stopped: Promise<void> | undefined;
  return {
    ...service,
    [Symbol.asyncDispose]: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
