/** The Director as a service: from a configuration and a Catalog to Jobs that run, until it is disposed. */
import type { Catalog } from '../../catalog/index.ts';
import type { DirectorConfig } from '../../config/index.ts';
import { type ByteString, type Clock, describeError, displayText, type Logger } from '../../core/index.ts';
import { dialFileDaemon, dialStorageDaemon } from '../../protocol/index.ts';
import { ClientDoor } from '../calls/client-door.ts';
import type { Job } from '../job/job.ts';
import { SpoolPlaces } from '../job/spool-places.ts';
import { uniqueNames } from '../job/unique-name.ts';
import { JournalKeeper } from '../journal/journal-keeper.ts';
import { ALONE, type Leadership } from '../journal/leadership.ts';
import { type ConsoleMessages, openDirectorMessages } from '../messages/index.ts';
import { openJobQueue } from '../queue/index.ts';
import { runConsoleCommand } from '../run-script/index.ts';
import { directorService } from './director-service.ts';
import { DirectorEvents } from './events.ts';
import { type Generation, openGeneration } from './generation.ts';
import { JobDesk } from './job-desk.ts';
import { JobRegistry } from './job-registry.ts';
import type { JobOrder } from './order.ts';
import { stopOrphans } from './orphans.ts';
import { concludeOrphans } from './recovery.ts';
import type { DirectorService, QueuedJob, ReloadResult } from './service.ts';
import { tellSignsOfLife } from './signs-of-life.ts';
import type { StopOptions } from './stop.ts';
import { forgetUnwanted } from './unwanted-journals.ts';
import { RELEASE, VERSION } from './version.ts';

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
  /** Clients may call it where its configuration allows that; left out: nobody may. */
  readonly takesCalls?: boolean;
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

/** A Director at work; disposing it is `stop()`. */
export interface RunningDirector extends DirectorService, AsyncDisposable {
  /**
   * `leave`: running Jobs go on at their daemons and queued ones stay queued, for the next Director; within a few seconds,
   * also where the Catalog is away. Whoever waits for such a Job here gets JobLeftError. The first call decides.
   */
  stop(how?: StopOptions): Promise<void>;
  /**
   * The Catalog is another one from now on (connections lead there already). Jobs that it calls unfinished, and that this
   * Director has no more in its hands, are taken up; with `lost` those that run are, too. Rejects where it cannot be read.
   */
  catalogMoved(move?: CatalogMove): Promise<void>;
}

export interface CatalogMove {
  /** It may lack commits that had been acknowledged: an asynchronous standby was promoted. */
  readonly lost?: boolean;
}

export async function startDirector(options: DirectorOptions): Promise<RunningDirector> {
  const { catalog, clock, logger, consoleMessages } = options;
  const door = new ClientDoor({ opens: options.takesCalls === true, clock, logger, release: RELEASE });
  const house = {
    catalog,
    clock,
    logger,
    names: uniqueNames(clock),
    spoolPlaces: new SpoolPlaces(),
    leadership: options.leadership ?? ALONE,
    journals: new JournalKeeper((work) => desk.later(work)),
    takeUp: (job: Job) => desk.takeUp(job),
    environment: options.environment ?? {},
    clientCalls: door.calls,
    dialClient: options.dialClient ?? dialFileDaemon,
    dialStorage: options.dialStorage ?? dialStorageDaemon,
  };
  const orphans = await concludeOrphans({ ...house, directorName: options.config.director.name });
  let generation = await openGeneration(options.config, house);
  const own = openDirectorMessages(options.config.director, { clock, logger, consoleMessages });
  own.say('info', `Understudy ${VERSION} has started`);
  if (orphans.length > 0) own.say('warning', `${orphans.length} Jobs ran when the Director died: marked as failed`);
  const registry = new JobRegistry();
  const events = new DirectorEvents(logger);
  const queue = openJobQueue(() => generation.limits);
  const office = { registry, events, consoleMessages, inFlight: new Set<ByteString>() };
  const desk: JobDesk = new JobDesk({
    office,
    logger,
    generation: () => generation,
    runner: {
      queue,
      clock,
      logger,
      console: (command) => runConsoleCommand(service, command),
      silenceMs: options.silenceMs ?? SILENCE_MS,
      onChange: (watched, look) => registry.watch(watched, look),
      checkDuplicates: (checked, rules) => registry.checkDuplicates(checked, rules),
    },
    onLost: () => askForLost(),
    stopAtDaemons: (job) => desk.keep(stopOrphans([job], generation, own.say)),
  });
  const askForLost = () =>
    desk.keep(forgetUnwanted(generation, office, desk.signal, { found: () => desk.look(), say: own.say }));
  desk.keep(stopOrphans(orphans, generation, own.say));
  const found = await desk.look();
  if (found.adopted > 0) own.say('warning', `${found.adopted} Jobs ran when the Director died: adopted`);
  if (found.ordered > 0) own.say('warning', `${found.ordered} Jobs waited, or ran without a journal: taken over`);
  askForLost();
  if (house.leadership.epoch > 0n) desk.keep(tellSignsOfLife({ catalog, clock, logger, registry }, desk.signal));

  const catalogMoved = async ({ lost = false }: CatalogMove = {}): Promise<void> => {
    if (lost) {
      own.say(
        'warning',
        'The Catalog has failed over and may have lost its last commits: running Jobs are taken up again',
      );
      generation = await openGeneration(generation.config, house);
      desk.takeUpAll();
    }
    await desk.look();
    askForLost();
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
    await door.follow(config).catch((error) => own.say('error', describeError(error)));
    queue.reconsider();
    own.follow(config.director);
    own.say('info', 'The configuration was reloaded');
    logger.info({ director: displayText(config.director.name) }, 'The configuration was reloaded');
    return { applied: true, problems };
  };

  const stop = async ({ jobs = 'cancel' }: StopOptions = {}): Promise<void> => {
    own.say('info', jobs === 'leave' ? 'The Director steps down' : 'The Director is stopping');
    await desk.stop(jobs);
    await door[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
  };
  const submit = (order: JobOrder, under: Generation) => desk.submit(order, under);
  const director: Director = { startedAt: clock.now(), registry, events, generation: () => generation, submit, reload };
  const service = directorService(director);
  await door.follow(options.config).catch(async (error) => {
    await stop();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  const stopOnce = (how?: StopOptions): Promise<void> => {
    stopped ??= stop(how);
    return stopped;
  };
  return { ...service, catalogMoved, stop: stopOnce, [Symbol.asyncDispose]: () => stopOnce() };
}
