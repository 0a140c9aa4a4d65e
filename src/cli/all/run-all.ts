/**
 * Several daemons in one process: started in the order given, stopped in the reverse one, each within a bound. Where one
 * does not start, those before it are stopped, and the error says which it was.
 */
import { disposable, type Logger, runUntil, withDeadline } from '../../core/index.ts';
import { inRole } from '../defects.ts';
import { RoleStartError, RoleStopError } from './errors.ts';

/** A daemon whose configuration has been read. */
export interface Part {
  /** For people: `Storage Daemon`. */
  readonly role: string;
  start(signal: AbortSignal): Promise<RunningPart>;
}

export interface RunningPart extends AsyncDisposable {
  /** Rejects when it cannot go on, and the others must not go on without it. */
  readonly failed?: Promise<never>;
}

/** PostgreSQL alone is given a minute. */
const STOP_SECONDS = 90;

/** Runs until the signal. Stopping is no failure, whatever was starting then. */
export async function runAll(
  parts: readonly Part[],
  logger: Logger,
  signal: AbortSignal,
  stopSeconds = STOP_SECONDS,
): Promise<void> {
  const broken = new AbortController();
  const starts = parts.map((part) => () => startPart(part, signal, broken, stopSeconds));
  try {
    await runUntil(AbortSignal.any([signal, broken.signal]), [...starts, async () => announce(parts, logger)]);
    if (!signal.aborted) broken.signal.throwIfAborted();
  } catch (error) {
    const failures = (error instanceof AggregateError ? error.errors : [error]).filter(
      (failure) => !isStop(failure, signal),
    );
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, 'Several parts failed');
  }
}

async function startPart(
  part: Part,
  signal: AbortSignal,
  broken: AbortController,
  stopSeconds: number,
): Promise<AsyncDisposable> {
  let started: RunningPart;
  try {
    started = await inRole(part.role, () => part.start(signal));
  } catch (cause) {
    throw new RoleStartError(part.role, cause);
  }
  started.failed?.catch((error: unknown) => broken.abort(error));
  return disposable(() =>
    withDeadline(
      (async () => started[Symbol.asyncDispose]())(),
      stopSeconds * 1000,
      () => new RoleStopError(part.role, stopSeconds),
    ),
  );
}

function announce(parts: readonly Part[], logger: Logger): AsyncDisposable {
  logger.info({ parts: parts.map(({ role }) => role) }, 'Everything is ready');
  return disposable(() => logger.info({}, 'Everything is being stopped'));
}

/** Somebody pressed Ctrl-C while it was starting. */
const isStop = (failure: unknown, signal: AbortSignal): boolean =>
  signal.aborted &&
  failure instanceof RoleStartError &&
  failure.cause instanceof Error &&
  failure.cause.name === 'AbortError';
