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
import { toByteString } from '../../core/index.ts';
import { currentRelease, readerOf } from '../../replication/index.ts';

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
  const shared = await loadShared(sharedFile, node.config?.replication);
  return {
    shared: usable(sharedFile, shared),
    node: usable(nodeFile, node),
    warnings: [...shared.warnings, ...node.warnings].map((warning) => renderProblems([warning])),
  };
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
