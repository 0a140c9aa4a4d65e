/**
 * Waiting for the two daemons' last words. Each may come first, or never: when one has failed the other gets a bounded
 * time to notice, because a Storage Daemon whose Client died still saves what came before.
 */
import { describeError } from '../../core/index.ts';
import type { ClientEndJob, StorageEndJob } from '../../protocol/index.ts';
import { HOURS } from './backup-client.ts';

export interface LastWords {
  readonly client: ClientEndJob | undefined;
  readonly storage: StorageEndJob | undefined;
  /** Why a daemon's last word is missing, for the Job's log. */
  readonly complaints: readonly string[];
}

export interface Speaker<T> {
  endOfJob(timeoutMs: number): Promise<T>;
  destroy(error: Error): void;
}

// MaxRunTime and TCP keep-alive end what hangs; this is the bound behind them.
const AS_LONG_AS_IT_TAKES_MS = 144 * HOURS;
const AFTER_A_FAILURE_MS = 90_000;

export async function lastWords(
  client: Speaker<ClientEndJob>,
  storage: Speaker<StorageEndJob>,
  afterFailureMs = AFTER_A_FAILURE_MS,
): Promise<LastWords> {
  const complaints: string[] = [];
  const hear = async <T extends { status: string }>(
    speaker: Speaker<T>,
    other: Speaker<unknown>,
  ): Promise<T | undefined> => {
    let ended: T | undefined;
    try {
      ended = await speaker.endOfJob(AS_LONG_AS_IT_TAKES_MS);
    } catch (error) {
      complaints.push(describeError(error));
    }
    if (ended === undefined || 'EfA'.includes(ended.status)) hurry(other);
    return ended;
  };
  const timers: NodeJS.Timeout[] = [];
  const hurry = (other: Speaker<unknown>): void => {
    const giveUp = () => other.destroy(new Error('It did not end although the other daemon of the Job had failed'));
    timers.push(setTimeout(giveUp, afterFailureMs));
  };
  try {
    const [clientEnd, storageEnd] = await Promise.all([hear(client, storage), hear(storage, client)]);
    return { client: clientEnd, storage: storageEnd, complaints };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
