/** What the verbs that run in the foreground until a signal have in common: their log, SIGHUP, and how they end. */
import { ConfigurationError } from '../config/index.ts';
import { createLogger, describeError, type Logger, type LogLevel } from '../core/index.ts';
import { watchForDefects } from './defects.ts';
import { UsageError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export const LOG_OPTION = { 'log-level': { type: 'string' } } as const;
export const LOG_HELP = `--log-level LEVEL        ${LEVELS.join(', ')} (default: info)`;

/** One JSON line an event, on standard output. */
export function openLog(level: string | undefined, verb: string): Logger {
  const known = LEVELS.find((name) => name === (level ?? 'info'));
  if (known === undefined) throw new UsageError(`--log-level is one of ${LEVELS.join(', ')}`, verb);
  return createLogger(known);
}

/** Runs until the signal that it is given; whatever ends it before becomes words and an exit code. */
export async function runInForeground(
  run: (signal: AbortSignal) => Promise<void>,
  terminal: Terminal,
): Promise<ExitCode> {
  using defects = watchForDefects((error, stack) => terminal.note(`understudy: ${describeError(error)}\n${stack}\n`));
  try {
    await run(AbortSignal.any([terminal.signal, defects.signal]));
    return defects.signal.aborted ? EXIT.broken : EXIT.ok;
  } catch (error) {
    if (defects.signal.aborted) return EXIT.broken;
    // Stopped while it was starting.
    if (terminal.signal.aborted && error instanceof Error && error.name === 'AbortError') return EXIT.ok;
    terminal.note(`understudy: ${describeError(error)}\n`);
    return isConfiguration(error) ? EXIT.failed : EXIT.broken;
  }
}

const isConfiguration = (error: unknown): boolean =>
  error instanceof ConfigurationError || (error instanceof AggregateError && error.errors.every(isConfiguration));

export function onHangUp(reload: () => void): Disposable {
  process.on('SIGHUP', reload);
  return { [Symbol.dispose]: () => process.off('SIGHUP', reload) };
}
