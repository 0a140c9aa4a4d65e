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
  /** Tells it on another connection to stop. */
  cancel?(): Promise<unknown>;
}

/** What is known of a Storage Daemon beyond what it says on the Job's connection. */
export interface StorageControl {
  /** Tells it on another connection to stop. */
  cancel(): Promise<unknown>;
  /** The data is over: it stores what it has, which has an end. */
  isConcluding(): boolean;
}

// MaxRunTime and the look after silent daemons end what hangs; this is the bound behind them.
export const AS_LONG_AS_IT_TAKES_MS = 144 * HOURS;
/** How long a daemon has when the other one has failed. A 9.6.7 Client needs some 20 s to notice. */
const PATIENCE_AFTER_A_FAILURE_MS = 40_000;
const LOOK_EVERY_MS = 1_000;
/** The part of it after which a Client is told: its Storage may hang rather than hang up, and then it notices nothing. */
const PATIENCE_BEFORE_CANCEL = 1 / 4;

export async function lastWords(
  client: Speaker<ClientEndJob>,
  storage: Speaker<StorageEndJob>,
  control: StorageControl,
  patienceMs = PATIENCE_AFTER_A_FAILURE_MS,
): Promise<LastWords> {
  const complaints: string[] = [];
  const timers: NodeJS.Timeout[] = [];
  const told = { client: false };
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
      hear(client, () => hurryStorage(storage, control, patienceMs)),
      // A Client without its Storage has nothing to save, however much it says.
      hear(storage, () => hurryClient(client, patienceMs, () => (told.client = true))),
    ]);
    return { client: told.client ? unlessByUs(clientEnd) : clientEnd, storage: storageEnd, complaints };
  } finally {
    for (const timer of timers) clearInterval(timer);
  }
}

function hurryClient(client: Speaker<unknown>, limitMs: number, telling: () => void): NodeJS.Timeout {
  const waitedMs = stopwatch();
  let isTold = false;
  return setInterval(() => {
    if (waitedMs() >= limitMs) return giveUp(client, waitedMs());
    if (isTold || client.cancel === undefined || waitedMs() < limitMs * PATIENCE_BEFORE_CANCEL) return;
    isTold = true;
    telling();
    client.cancel().catch(() => undefined);
  }, LOOK_EVERY_MS);
}

/** Canceled because the Storage had failed: nobody wanted the Job canceled, it has failed. */
const unlessByUs = (end: ClientEndJob | undefined): ClientEndJob | undefined =>
  end?.status === 'A' ? { ...end, status: 'E' } : end;

/**
 * It may go on as long as it speaks and concludes: it may have a million attributes to send. Where data still flows,
 * the Client has not heard that the Job failed; it is the Storage Daemon then that is told to stop.
 */
function hurryStorage(
  storage: Speaker<unknown>,
  { cancel, isConcluding }: StorageControl,
  limitMs: number,
): NodeJS.Timeout {
  const waitedMs = stopwatch();
  let toldAtMs: number | undefined;
  return setInterval(() => {
    const silentMs = Math.min(waitedMs(), storage.silentForMs?.() ?? Number.POSITIVE_INFINITY);
    if (silentMs >= limitMs || (toldAtMs !== undefined && waitedMs() - toldAtMs >= limitMs)) {
      giveUp(storage, silentMs);
    } else if (toldAtMs === undefined && waitedMs() >= limitMs && !isConcluding()) {
      toldAtMs = waitedMs();
      cancel().catch(() => undefined);
    }
  }, LOOK_EVERY_MS);
}

function stopwatch(): () => number {
  const sinceMs = performance.now();
  return () => performance.now() - sinceMs;
}

function giveUp(speaker: Speaker<unknown>, waitedMs: number): void {
  const hint = 'The other daemon of the Job had failed before';
  speaker.destroy(new DaemonSilentError(speaker.daemon ?? 'A daemon', 'the end of the Job', waitedMs, hint));
}
