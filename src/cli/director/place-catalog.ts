/** Finds the PostgreSQL of the Catalog, starts it where it is the Director's own, and says in the log which it took. */
import { type CatalogOptions, type CatalogProbe, probeCatalog } from '../../catalog/index.ts';
import type { Logger } from '../../core/index.ts';
import { embeddedExists, startEmbeddedPostgres } from '../../replication/index.ts';
import {
  type CatalogChoice,
  CatalogUndecidedError,
  chooseCatalog,
  decideOpenChoice,
  type OpenChoice,
} from './catalog-choice.ts';
import type { Configuration } from './configuration.ts';

export interface CatalogSearch {
  readonly configuration: Configuration;
  readonly logger: Logger;
  /** Folder of the socket where a PostgreSQL of this machine is looked for; left out: the usual one. */
  readonly localSocket?: string | undefined;
}

export async function placeCatalog(
  { configuration: { shared, node }, logger, localSocket }: CatalogSearch,
  started: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<CatalogOptions> {
  const first = chooseCatalog(shared, node.catalog, localSocket);
  const choice = first.kind === 'open' ? await lookAround(first, signal) : first;
  tell(choice, logger);
  if (choice.kind === 'external') return choice.options;
  const { directory, programDirectory } = choice;
  const server = started.use(
    await startEmbeddedPostgres({
      directory,
      logger,
      signal,
      ...(programDirectory !== undefined && { programDirectory }),
    }),
  );
  logger.info(
    { programs: server.programDirectory, version: server.version, user: server.runsAs },
    'The embedded PostgreSQL runs',
  );
  const { host, port, database, user } = server;
  return { host, port, database, user, poolSize: node.catalog.maximumConnections };
}

async function lookAround(open: OpenChoice, signal: AbortSignal): Promise<CatalogChoice> {
  if (await embeddedExists(open.embedded.directory)) {
    return decideOpenChoice(open, { embeddedExists: true, local: 'no-server' });
  }
  const { options } = open.local;
  let local: CatalogProbe;
  try {
    local = await probeCatalog({ ...options, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new CatalogUndecidedError(options.host, error);
  }
  return decideOpenChoice(open, { embeddedExists: false, local });
}

function tell(choice: CatalogChoice, logger: Logger): void {
  if (choice.kind === 'external') {
    const { host, port, database } = choice.options;
    logger.info({ host, port, database, why: choice.why }, 'The Catalog is that of a PostgreSQL which runs already');
    return;
  }
  const { directory, why } = choice;
  logger.info({ directory, why }, 'The Catalog is an embedded PostgreSQL of the Director');
  if (choice.doubtful) logger.warn({ directory }, ANOTHER_POSTGRES);
}

const ANOTHER_POSTGRES =
  'A PostgreSQL runs on this machine and refuses the login of the Catalog resource; if it holds your Catalog, correct DB User and DB Password (or run as the user that it lets in) and put Catalog { Mode = External } into understudy.conf';
