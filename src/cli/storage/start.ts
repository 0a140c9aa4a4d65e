/** A Storage Daemon process: its file is read and checked, and it listens until it is disposed. */
import { once } from 'node:events';
import { ConfigurationError, loadStorageConfig, renderProblems, type StorageConfig } from '../../config/index.ts';
import type { Logger } from '../../core/index.ts';
import { type StorageDaemonTools, startStorageDaemon } from '../../daemons/storage/index.ts';

export interface StorageConfiguration {
  readonly config: StorageConfig;
  /** What is accepted, but probably not meant. */
  readonly warnings: readonly string[];
}

/** @throws ConfigurationError with all its mistakes at once */
export async function readStorageConfiguration(file: string): Promise<StorageConfiguration> {
  const { config, problems, warnings } = await loadStorageConfig(file);
  if (config === undefined) throw new ConfigurationError(file, problems);
  return { config, warnings: warnings.map((warning) => renderProblems([warning])) };
}

/** Runs until the signal: then its Jobs are canceled and its Volumes left in good order. */
export async function runStorage(
  config: StorageConfig,
  tools: StorageDaemonTools & { readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  await using _daemon = await startStorageDaemon(config, tools);
  if (!signal.aborted) await once(signal, 'abort');
  tools.logger.info({}, 'The Storage Daemon is stopping');
}
