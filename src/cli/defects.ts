/**
 * An error that nobody caught: the role in which it arose cannot be trusted any more, though the process would run on. It
 * is said at once, everything is stopped in good order, and the exit code tells whoever supervises us to start it again.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError, describeError } from '../core/index.ts';
import { EXIT } from './exit-codes.ts';

export class DefectError extends AppError {
  readonly code = 'CLI_DEFECT';
  override readonly hint = 'Start it again, and report it with the log; what ran in the same process was stopped too';

  constructor(role: string | undefined, cause: unknown) {
    super(`The ${role ?? 'process'} broke: ${describeError(cause)}`, { cause });
  }
}

export interface DefectWatch extends Disposable {
  /** Aborts with the first one. */
  readonly signal: AbortSignal;
}

/** PostgreSQL alone is given a minute; what hangs then does not keep us. */
const STOP_MS = 120_000;

const roles = new AsyncLocalStorage<string>();

/** Whatever comes of `work`, now and later, happens in this role. */
export const inRole = <T>(role: string, work: () => T): T => roles.run(role, work);

/** `tell` hears of each, the stack included. One watch a process. */
export function watchForDefects(tell: (error: DefectError, stack: string) => void): DefectWatch {
  const broken = new AbortController();
  const onDefect = (cause: unknown): void => {
    const error = new DefectError(roles.getStore(), cause);
    tell(error, cause instanceof Error ? (cause.stack ?? '') : '');
    if (!broken.signal.aborted) setTimeout(() => process.exit(EXIT.broken), STOP_MS).unref();
    broken.abort(error);
  };
  process.on('uncaughtException', onDefect);
  return { signal: broken.signal, [Symbol.dispose]: () => void process.off('uncaughtException', onDefect) };
}
