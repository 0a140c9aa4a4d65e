/** Our Storage Daemon: opens its media, listens on all its addresses, and ends in good order. */
import type { StorageConfig } from '../../../config/index.ts';
import {
  type ByteString,
  type Clock,
  describeError,
  displayText,
  disposable,
  type Logger,
  systemClock,
  unixSeconds,
  withDeadline,
} from '../../../core/index.ts';
import { tlsSettings } from '../../../protocol/index.ts';
import { type MediaOptions, openMedia, removeSpoolLeftovers } from '../media/index.ts';
import { fileNameOf, SpoolTotals } from '../spool/index.ts';
import { lockDaemon } from './daemon-lock.ts';
import { DaemonState } from './daemon-state.ts';
import { DaemonStoppingError } from './errors.ts';
import { Jobs } from './job/jobs.ts';
import { Journals } from './journaled/journals.ts';
import { listen } from './listen.ts';
import type { ServerTools } from './tools.ts';

export interface StorageDaemonTools {
  readonly logger: Logger;
  readonly clock?: Clock;
  /** How long a Job does without a Director where it cannot go on without one; default 30 minutes. */
  readonly directorWaitMs?: number;
  /** What lies at the path of a device; plain files in a folder, where it is left out. */
  readonly openDevice?: MediaOptions['openDevice'];
}

export interface StorageDaemonService extends AsyncDisposable {
  readonly name: ByteString;
  /** Where it listens, in the order of the configuration. */
  readonly ports: readonly number[];
}

/** What a Job that is canceled needs to leave its Volume in good order. */
const STOP_MS = 30_000;
const DIRECTOR_WAIT_MS = 30 * 60_000;

export async function startStorageDaemon(
  config: StorageConfig,
  { logger, clock = systemClock, directorWaitMs = DIRECTOR_WAIT_MS, openDevice }: StorageDaemonTools,
): Promise<StorageDaemonService> {
  const { storage } = config;
  await using started = new AsyncDisposableStack();
  const stop = new AbortController();
  const startedAt = clock.now();
  const workFile = (rest: ByteString): ByteString => `${storage.workingDirectory}/${fileNameOf(storage.name)}${rest}`;
  started.use(await lockDaemon(workFile('.lock'), logger));
  await removeSpoolLeftovers(config, logger);
  const state = await DaemonState.open(workFile('.state'));
  const directory = workFile('.journal');
  const journals = started.use(
    await Journals.open({ directory, ownName: storage.name, clock, logger, directorWaitMs }),
  );
  const media = started.use(openMedia(config, { clock, logger, ...(openDevice && { openDevice }) }));
  const jobs = new Jobs(storage.maximumConcurrentJobs, await state.beginLife(unixSeconds(startedAt)));
  const tools: ServerTools = {
    config,
    media,
    jobs,
    clock,
    logger,
    tls: tlsSettings(storage),
    startedAt,
    journals,
    attributeSpools: new SpoolTotals(),
    directorWaitMs,
    state,
    workFile,
    stop: stop.signal,
  };
  started.defer(() => endJobs(tools));
  const ports: number[] = [];
  for (const address of storage.addresses) ports.push(started.use(await listen(address, tools)).port);
  logger.info({ storage: displayText(storage.name), ports }, 'The Storage Daemon is ready');
  const kept = started.move();
  const { [Symbol.asyncDispose]: dispose } = disposable(async () => {
    stop.abort();
    await kept.disposeAsync();
    logger.info({ storage: displayText(storage.name) }, 'The Storage Daemon has stopped');
  });
  return { name: storage.name, ports, [Symbol.asyncDispose]: dispose };
}

/** Canceled, and given a moment. */
async function endJobs({ jobs, logger }: ServerTools): Promise<void> {
  for (const job of jobs.all) job.cancel(new DaemonStoppingError(job.job));
  const all = async (): Promise<void> => {
    while (jobs.all.length > 0) await jobs.left;
  };
  await withDeadline(all(), STOP_MS, () => new Error(`${jobs.all.length} Jobs did not end`)).catch((error) =>
    logger.error({ error: describeError(error) }, 'Jobs are left behind'),
  );
}
