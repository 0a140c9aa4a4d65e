/**
 * Waiting for the two daemons' last words. Each may come first, or never: when one has failed the other gets a bounded
 * time to notice, because a Storage Daemon whose Client died still saves what came before.
 */
import { describeError } from '../../core/index.ts';
import type { ClientEndJob, StorageEndJob } from '../../protocol/index.ts';
import { HOURS } from './backup-client.ts';
import { DaemonSilentError } from './errors.ts';

export interface LastWords {
  readonly client: ClientEndJob | undefined;
  readonly storage: StorageEndJob | undefined;
  /** Why a daemon's last word is missing, for the Job's log. */
  readonly complaints: readonly string[];
}

export interface Speaker<T> {
  /** As errors name it. */
  readonly daemon?: string;
  endOfJob(timeoutMs: number): Promise<T>;
  destroy(error: Error): void;
  /** Since when nothing has been heard from it. */
  silentForMs?(): number;
}

// MaxRunTime and the look after silent daemons end what hangs; this is the bound behind them.
const AS_LONG_AS_IT_TAKES_MS = 144 * HOURS;
/** How long a daemon has when the other one has failed. A 9.6.7 Client needs some 20 s to notice. */
const SILENCE_AFTER_A_FAILURE_MS = 40_000;
const LOOK_EVERY_MS = 1_000;

export async function lastWords(
  client: Speaker<ClientEndJob>,
  storage: Speaker<StorageEndJob>,
  silenceMs = SILENCE_AFTER_A_FAILURE_MS,
): Promise<LastWords> {
  const complaints: string[] = [];
  const timers: NodeJS.Timeout[] = [];
  const hear = async <T extends { status: string }>(speaker: Speaker<T>, hurryOther: () => NodeJS.Timeout) => {
    let ended: T | undefined;
    try {
      ended = await speaker.endOfJob(AS_LONG_AS_IT_TAKES_MS);
    } catch (error) {
      complaints.push(describeError(error));
    }
    if (ended === undefined || 'EfA'.includes(ended.status)) timers.push(hurryOther());
    return ended;
  };
  try {
    const [clientEnd, storageEnd] = await Promise.all([
      // A Storage Daemon may go on as long as it speaks: it may have a million attributes to send.
      hear(client, () => hurry(storage, silenceMs, storage.silentForMs?.bind(storage))),
      // A Client without its Storage has nothing to save, however much it says.
      hear(storage, () => hurry(client, silenceMs)),
    ]);
    return { client: clientEnd, storage: storageEnd, complaints };
  } finally {
    for (const timer of timers) clearInterval(timer);
  }
}

function hurry(
  speaker: Speaker<unknown>,
  limitMs: number,
  silentForMs = () => Number.POSITIVE_INFINITY,
): NodeJS.Timeout {
  const sinceMs = performance.now();
  return setInterval(() => {
    const waitedMs = performance.now() - sinceMs;
    const silentMs = Math.min(waitedMs, silentForMs());
    if (silentMs < limitMs) return;
    const hint = 'the other daemon of the Job had failed before';
    speaker.destroy(new DaemonSilentError(speaker.daemon ?? 'A daemon', 'the end of the Job', silentMs, hint));
  }, LOOK_EVERY_MS);
}
