/**
 * One JSON line an event. Secrets are redacted here, by the names under which they travel, so that no caller
 * has to remember it.
 */
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const SECRET_NAMES = ['password', 'authorization', 'token', 'key', 'psk', 'secret', 'connectionString'];
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** A logger that writes to `destination` (standard output where it is left out). */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = { level, base: {}, redact: { paths: REDACTED_PATHS, censor: '[redacted]' } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
