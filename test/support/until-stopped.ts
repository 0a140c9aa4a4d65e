/**
 * A command that may be stopped by a signal: what it has opened (hosts, clusters, folders) is closed before the process ends. Only
 * leaving its scopes does that, so the work itself is left where it waits, and the scope around it ends with StoppedError. A
 * second signal ends the process at once.
 */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class StoppedError extends Error {
  constructor(signal: string) {
    super(`Stopped by ${signal}`);
  }
}

export interface Stopping {
  /** What the work resolves to. @throws StoppedError as soon as a signal has come; the work then goes on unheard. */
  race<T>(work: () => Promise<T>): Promise<T>;
}

/** Ends the process with 128 and the signal's number where it was stopped. */
export async function untilStopped(work: (stopping: Stopping) => Promise<void>): Promise<void> {
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  stopped.catch(() => {});
  let heard: (typeof SIGNALS)[number] | undefined;
  const hear = (signal: (typeof SIGNALS)[number]): void => {
    for (const other of SIGNALS) process.removeListener(other, hear);
    heard = signal;
    process.stderr.write(`\n${signal}: what was started is being stopped\n`);
    // What goes on unheard finds nothing any more, and may say so in its own way.
    process.on('unhandledRejection', () => {});
    stop(new StoppedError(signal));
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  try {
    await work({ race: async (part) => Promise.race([stopped, heard === undefined ? part() : stopped]) });
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, hear);
  }
  if (heard !== undefined) process.exit(128 + constants.signals[heard]);
}
