/**
 * One JSON line an event. Secrets are redacted here, by the names under which they travel, so that no caller
 * has to remember it.
 */
import { createRequire } from 'node:module';
import type { Logger, pino } from 'pino';

export type { Logger } from 'pino';

const SECRET_NAMES = ['password', 'authorization', 'token', 'key', 'psk', 'secret', 'connectionString'];
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** A logger that writes to `destination` (standard output where it is left out). */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = { level, base: {}, redact: { paths: REDACTED_PATHS, censor: '[redacted]' } };
  const make = loadPino();
  return destination === undefined ? make(options) : make(options, destination);
}

/** When the first logger is made: threads that have none do not carry it. */
const loadPino = (): typeof pino => createRequire(import.meta.url)('pino') as typeof pino;
