/** A File Daemon process: its file is read and checked, and it listens until it is disposed. */
import { once } from 'node:events';
import { type ClientConfig, ConfigurationError, loadClientConfig, renderProblems } from '../../config/index.ts';
import { displayText, type Logger, systemClock } from '../../core/index.ts';
import { type FileDaemon, startFileDaemon } from '../../daemons/file/index.ts';

export interface ClientConfiguration {
  readonly config: ClientConfig;
  /** What is accepted, but probably not meant. */
  readonly warnings: readonly string[];
}

/** @throws ConfigurationError with all its mistakes at once */
export async function readClientConfiguration(file: string): Promise<ClientConfiguration> {
  const { config, problems, warnings } = await loadClientConfig(file);
  if (config === undefined) throw new ConfigurationError(file, problems);
  return { config, warnings: warnings.map((warning) => renderProblems([warning])) };
}

/** Disposing cancels its Jobs and closes its ports. */
export async function openClient(config: ClientConfig, logger: Logger): Promise<FileDaemon> {
  const daemon = await startFileDaemon(config, { clock: systemClock, logger });
  logger.info({ client: displayText(config.client.name), ports: daemon.ports }, 'The File Daemon is ready');
  return daemon;
}

/** Runs until the signal. */
export async function runClient(config: ClientConfig, logger: Logger, signal: AbortSignal): Promise<void> {
  await using _daemon = await openClient(config, logger);
  if (!signal.aborted) await once(signal, 'abort');
  logger.info({}, 'The File Daemon is stopping');
}
