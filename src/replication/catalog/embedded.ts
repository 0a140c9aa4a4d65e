/**
 * The PostgreSQL that a Director starts for itself when nobody gives it one: in a folder of its own, reached through a
 * Unix socket only, by the system's users that may (no password exists). What it holds stays between runs.
 */
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { disposable, type Logger } from '../../core/index.ts';
import { forgetOtherCopies } from './carried-programs.ts';
import { type Account, accountFor } from './embedded-account.ts';
import { createCluster, renderSettings } from './embedded-cluster.ts';
import { keepRunning } from './embedded-keeper.ts';
import { checkPlace } from './embedded-place.ts';
import { findPrograms, majorOf } from './embedded-programs.ts';
import { clearAfterCrash, isRunning, type Server, startServer, stopServer } from './embedded-server.ts';

export interface EmbeddedOptions {
  /** Holds `data`, `socket`, perhaps `programs`, and nothing else; created where it is missing. */
  readonly directory: string;
  /** Where initdb, postgres and pg_ctl are; else they are looked for in the usual places, then in an npm package. */
  readonly programDirectory?: string;
  /** Instead of the usual places of this machine, with wildcards. */
  readonly machinePlaces?: readonly string[];
  /** The system user that PostgreSQL runs as when we are root, which it refuses. */
  readonly user?: string;
  /** Settings beside or instead of ours, by their PostgreSQL names. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly startTimeoutMs?: number;
  /** Told when it has died and was started again. */
  readonly logger?: Logger;
  readonly signal?: AbortSignal;
}

/** What openCatalog needs, and how to stop it. */
export interface EmbeddedPostgres extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly dataDirectory: string;
  /** PostgreSQL's major version. */
  readonly version: number;
  /** Where its programs are. */
  readonly programDirectory: string;
  /** The system user that it runs as. */
  readonly runsAs: string;
}

export const DATABASE = 'bacula';
export const ROLE = 'understudy';
/** Folder of carried programs. */
const COPIES = 'programs';
const PORT = 5432;
const START_TIMEOUT_MS = 60_000;
/** Whether one was created there before. */
export const embeddedExists = async (directory: string): Promise<boolean> =>
  (await majorOf(join(directory, 'data'))) !== undefined;

/** Whether one could run there; throws what would keep it from starting, and changes nothing. */
export const checkEmbeddedPlace = async (directory: string): Promise<void> =>
  checkPlace(directory, join(directory, 'socket'), await accountFor(undefined, join(directory, 'data')));

/** Starts it, after creating it where it does not exist; one that is running already is taken over. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { directory, signal, startTimeoutMs = START_TIMEOUT_MS } = options;
  const [dataDirectory, socketDirectory] = [join(directory, 'data'), join(directory, 'socket')];
  const account = await accountFor(options.user, dataDirectory);
  await checkPlace(directory, socketDirectory, account);
  await ownDirectory(directory, account);
  await ownDirectory(socketDirectory, account);
  const programs = await findPrograms({
    given: options.programDirectory,
    machinePlaces: options.machinePlaces,
    wanted: await majorOf(dataDirectory),
    copies: join(directory, COPIES),
    account,
  });
  signal?.throwIfAborted();

  await createCluster({ dataDirectory, programs, account, role: ROLE, database: DATABASE });
  await renderSettings(dataDirectory, account, { socketDirectory, port: PORT, extra: options.settings ?? {} });
  const server = { dataDirectory, socketDirectory, programs, account, timeoutMs: startTimeoutMs };
  if (!(await isRunning(dataDirectory))) await startFirst(server, directory, signal);
  const keeper = keepRunning(server, options.logger);
  return {
    host: socketDirectory,
    port: PORT,
    database: DATABASE,
    user: ROLE,
    dataDirectory,
    version: programs.major,
    programDirectory: programs.directory,
    runsAs: account.name,
    ...disposable(async () => {
      await keeper[Symbol.asyncDispose]();
      await stopServer(server);
    }),
  };
}

async function startFirst(server: Server, directory: string, signal: AbortSignal | undefined): Promise<void> {
  await clearAfterCrash(server);
  await startServer(server, signal);
  await forgetOtherCopies(join(directory, COPIES), server.programs.directory);
}

async function ownDirectory(path: string, account: Account): Promise<void> {
  await mkdir(dirname(path), { recursive: true }); // open to all: PostgreSQL's user must get through
  const created = await mkdir(path, { recursive: true, mode: 0o700 });
  if (created !== undefined && account.uid !== undefined) await chown(path, account.uid, account.gid ?? account.uid);
}
