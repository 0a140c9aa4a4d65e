/** Reads the Director's two files, and refuses with all their mistakes at once. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ConfigurationError,
  type DirectorConfig,
  type LoadResult,
  loadDirectorConfig,
  loadUnderstudyConfig,
  type ReplicationResource,
  renderProblems,
  type UnderstudyConfig,
} from '../../config/index.ts';
import { describeError, toByteString } from '../../core/index.ts';
import { currentRelease, ReleaseDamagedError, ReleaseMissingError, readerOf } from '../../replication/index.ts';

export interface Configuration {
  readonly shared: DirectorConfig;
  readonly node: UnderstudyConfig;
  /** What is accepted, but probably not meant. */
  readonly warnings: readonly string[];
}

/** Without a file of its own the node has the defaults, which an empty file would give. */
const NO_FILE = '/dev/null';

/** `understudy.conf` is looked for beside the Director's file where it is not named. */
export const nodeFileFor = (sharedFile: string, named: string | undefined): string => {
  const beside = join(dirname(sharedFile), 'understudy.conf');
  return named ?? (existsSync(beside) ? beside : NO_FILE);
};

export async function readConfiguration(sharedFile: string, nodeFile: string): Promise<Configuration> {
  const node = await loadUnderstudyConfig(nodeFile);
  return joined(sharedFile, nodeFile, await loadShared(sharedFile, node.config?.replication), node);
}

function joined(
  sharedFile: string,
  nodeFile: string,
  shared: LoadResult<DirectorConfig>,
  node: LoadResult<UnderstudyConfig>,
): Configuration {
  return {
    shared: usable(sharedFile, shared),
    node: usable(nodeFile, node),
    warnings: [...shared.warnings, ...node.warnings].map((warning) => renderProblems([warning])),
  };
}

/**
 * As a process begins with it. A node of a cluster whose release is gone, or damaged, begins with the files in their places, as one
 * that has never switched to a release does: it may not lead before it has fetched the committed one.
 */
export async function readToBegin(sharedFile: string, nodeFile: string): Promise<Configuration> {
  try {
    return await readConfiguration(sharedFile, nodeFile);
  } catch (error) {
    if (!(error instanceof ReleaseMissingError || error instanceof ReleaseDamagedError)) throw error;
    const [inPlace, own] = [await loadDirectorConfig(sharedFile), await loadUnderstudyConfig(nodeFile)];
    if (own.config?.cluster === undefined) throw error;
    const found = joined(sharedFile, nodeFile, inPlace, own);
    const why = `${describeError(error)}: this node begins with the files in their places, and fetches the committed release before it may lead`;
    return { ...found, warnings: [why, ...found.warnings] };
  }
}

/** From the release that this node has switched to; where nothing was ever committed, from the files in their places. */
export async function loadShared(
  sharedFile: string,
  replication: ReplicationResource | undefined,
): Promise<LoadResult<DirectorConfig>> {
  const release = replication && (await currentRelease(replication.directory));
  return loadDirectorConfig(sharedFile, release && { read: readerOf(release, toByteString(sharedFile)) });
}

function usable<T>(file: string, { config, problems }: LoadResult<T>): T {
  if (config === undefined) throw new ConfigurationError(file, problems);
  return config;
}
