/** A Director process: its ways in, the Catalog, Jobs, in this order; stopped in the reverse one. */
import { once } from 'node:events';
import { openCatalog } from '../../catalog/index.ts';
import { type ReplicationResource, renderProblems } from '../../config/index.ts';
import { catalogListings, openConsoleApi, type PreparedConsole } from '../../console/index.ts';
import { displayText, disposable, type Logger, systemClock } from '../../core/index.ts';
import { type DirectorService, openConsoleMessages, type RestoreRequest, startDirector } from '../../director/index.ts';
import type { Environment } from '../connection/address.ts';
import { type Configuration, loadShared } from './configuration.ts';
import { followCatalog } from './follow-catalog.ts';
import { type LedCatalog, openLedCatalog } from './led-catalog.ts';
import { placeCatalog } from './place-catalog.ts';
import { waysIn } from './ways-in.ts';

export interface DirectorProcess {
  readonly sharedFile: string;
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly logger: Logger;
  /** Folder of the socket of this machine's PostgreSQL; left out: the usual one. */
  readonly localSocket?: string;
  /** Calls back at SIGHUP; the return value takes it back. */
  onReload(reload: () => void): Disposable;
  /** This Director leads a cluster: its Catalog is the cluster's, and its Jobs are left to the next one when it stops. */
  readonly led?: LedCatalog;
  /** Routes of its ways in that are built already. */
  readonly prepared?: readonly PreparedConsole[];
}

/** Somebody looks at the screen. */
const LISTING_PATIENCE_MS = 10_000;

/** Runs until the signal; what was started stops in the reverse order, also when a later start fails. */
export async function runDirector(process: DirectorProcess, signal: AbortSignal): Promise<void> {
  await using _director = await openDirector(process, signal);
  if (!signal.aborted) await once(signal, 'abort');
}

/** Resolves when the Director is ready. The signal ends its start, and waits for a Catalog that is away; not the Director. */
export async function openDirector(process: DirectorProcess, signal: AbortSignal): Promise<AsyncDisposable> {
  const { configuration, environment, logger, sharedFile, led } = process;
  const { shared, node } = configuration;
  const consoleMessages = openConsoleMessages();

  await using started = new AsyncDisposableStack();
  // First of all: where another Director listens already, its Catalog must not be touched.
  const ways = await waysIn(node.api, shared.director.workingDirectory);
  const api = started.use(await openConsoleApi({ ...ways, prepared: process.prepared ?? [] }));
  const { catalog, leadership } =
    led === undefined
      ? { catalog: await openOwnCatalog(process, started, signal), leadership: undefined }
      : await openLedCatalog(configuration, led, signal);
  started.use(catalog);
  for (const warning of catalog.warnings) logger.warn({}, warning);
  const director = await startDirector({
    config: shared,
    catalog,
    clock: systemClock,
    logger,
    consoleMessages,
    environment,
    takesCalls: true,
    loadConfig: () => loadAgain(sharedFile, node.replication),
    ...(leadership && { leadership }),
  });
  started.defer(() => director.stop({ jobs: led === undefined ? 'cancel' : 'leave' }));
  if (led !== undefined) started.use(followCatalog(led, director, logger));
  const listings = catalogListings(catalog.within(LISTING_PATIENCE_MS));
  started.use(await api.serve({ director, listings, consoleMessages, logger }));
  started.use(process.onReload(() => void reload(director, logger)));
  started.defer(() => logger.info({}, 'The Director is stopping'));

  logger.info({ director: displayText(director.name), socket: api.socket, url: api.url }, 'The Director is ready');
  const kept = started.move();
  return disposable(() => kept.disposeAsync());
}

async function openOwnCatalog(process: DirectorProcess, started: AsyncDisposableStack, signal: AbortSignal) {
  const { configuration, logger, localSocket } = process;
  const options = await placeCatalog({ configuration, logger, localSocket }, started, signal);
  return openCatalog({ ...options, signal, applicationName: 'understudy' });
}

async function loadAgain(file: string, replication: ReplicationResource | undefined) {
  const { config, problems, warnings } = await loadShared(file, replication);
  return { config, problems: [...problems, ...warnings].map((problem) => renderProblems([problem])) };
}

async function reload(director: DirectorService<RestoreRequest>, logger: Logger): Promise<void> {
  try {
    const { applied, problems } = await director.reload();
    if (!applied) logger.error({ problems }, 'The configuration was not reloaded: it has mistakes');
  } catch (error) {
    logger.error({ err: error }, 'The configuration was not reloaded');
  }
}
