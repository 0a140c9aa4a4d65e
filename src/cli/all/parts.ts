/** Which daemons a folder configures, in the order in which they start: the Director last, when it can reach the others. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, loadStorageConfig, renderProblems } from '../../config/index.ts';
import { type Logger, systemClock } from '../../core/index.ts';
import { startStorageDaemon } from '../../daemons/storage/index.ts';
import { openClient, readClientConfiguration } from '../client/start.ts';
import type { Environment } from '../connection/address.ts';
import { nodeFileFor, readToBegin } from '../director/configuration.ts';
import { openDirector } from '../director/start.ts';
import { isNode } from '../node/plan.ts';
import { openNode } from '../node/run-node.ts';
import { NothingToStartError } from './errors.ts';
import type { Part } from './run-all.ts';

/** What all parts are given. */
export interface Tools {
  readonly logger: Logger;
  readonly environment: Environment;
  /** Calls back at SIGHUP; the return value takes it back. */
  onReload(reload: () => void): Disposable;
}

interface Role {
  readonly name: string;
  readonly file: string;
  /** Reads the file; throws with all its mistakes. */
  read(file: string, tools: Tools): Promise<Part['start']>;
}

const ROLES: readonly Role[] = [
  { name: 'Storage Daemon', file: 'bacula-sd.conf', read: readStorage },
  { name: 'File Daemon', file: 'bacula-fd.conf', read: readClient },
  { name: 'Director', file: 'bacula-dir.conf', read: readDirector },
];

/** Reads whatever there is of them in the folder, or in `etc` below it. */
export async function readParts(directory: string, tools: Tools): Promise<Part[]> {
  const folder = [join(directory, 'etc'), directory].find((place) => filesIn(place).length > 0);
  if (folder === undefined)
    throw new NothingToStartError(
      directory,
      ROLES.map(({ file }) => file),
    );
  const read = filesIn(folder).map((role) => readPart(role, join(folder, role.file), tools));
  const outcomes = await Promise.allSettled(read);
  const mistakes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (mistakes.length === 1) throw mistakes[0];
  if (mistakes.length > 1) throw new AggregateError(mistakes, 'Several files cannot be used');
  return Promise.all(read);
}

async function readPart(role: Role, file: string, tools: Tools): Promise<Part> {
  const logger = tools.logger.child({ role: role.name });
  return { role: role.name, start: await role.read(file, { ...tools, logger }) };
}

const filesIn = (folder: string): Role[] => ROLES.filter(({ file }) => existsSync(join(folder, file)));

async function readStorage(file: string, { logger }: Tools): Promise<Part['start']> {
  const { config, problems, warnings } = await loadStorageConfig(file);
  if (config === undefined) throw new ConfigurationError(file, problems);
  for (const warning of warnings) logger.warn({}, renderProblems([warning]));
  return () => startStorageDaemon(config, { logger, clock: systemClock });
}

async function readClient(file: string, { logger }: Tools): Promise<Part['start']> {
  const { config, warnings } = await readClientConfiguration(file);
  for (const warning of warnings) logger.warn({}, warning);
  return () => openClient(config, logger);
}

async function readDirector(file: string, tools: Tools): Promise<Part['start']> {
  const nodeFile = nodeFileFor(file, undefined);
  const configuration = await readToBegin(file, nodeFile);
  for (const warning of configuration.warnings) tools.logger.warn({}, warning);
  if (isNode(configuration)) {
    const files = { shared: file, node: nodeFile, logLevel: undefined };
    return (signal) => openNode({ files, configuration, ...tools }, signal);
  }
  return (signal) => openDirector({ sharedFile: file, configuration, ...tools }, signal);
}
