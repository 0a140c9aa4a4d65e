/**
 * Calls the Storage Daemon of a running Job again, and takes up its journal where the Catalog is (docs/decisions/0050).
 * Bounded: by the patience for a Storage, and by what no patience can mend.
 */
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../core/index.ts';
import { type Connection, type Dialled, journalCommand, journalReply } from '../../protocol/index.ts';
import { callStorage, storageName } from '../job/connect.ts';
import type { JobTools } from '../job/tools.ts';
import { JournalMissingError, StorageGoneError, SupersededError } from './errors.ts';
import { nextText } from './say-epoch.ts';

export interface Attached {
  readonly dialled: Dialled;
  /** The number behind the last fact that is there, and how the Job stands. */
  readonly next: number;
  readonly status: string;
}

const PAUSE_MS = 2_000;

/** `from`: the number of the first fact that is wanted. Rejects with StorageGoneError or JournalMissingError. */
export async function attachPatiently(
  storage: StorageResource,
  job: ByteString,
  from: number,
  tools: JobTools,
  signal: AbortSignal,
): Promise<Attached> {
  const { clock, director } = tools;
  const patienceMs = director.sdConnectTimeoutSec * 1000;
  const deadlineMs = clock.monotonicMs() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    const leftMs = deadlineMs - clock.monotonicMs();
    try {
      return await attach(storage, job, from, tools, { signal, patienceMs: Math.max(1, leftMs) });
    } catch (error) {
      signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      if (leftMs <= PAUSE_MS) {
        const seconds = Math.round(patienceMs / 1000);
        throw new StorageGoneError(storageName(storage), seconds, { detail: describeError(error), cause: error });
      }
    }
    await clock.sleep(PAUSE_MS, signal);
  }
}

/** One call. The connection is the Job's when this resolves: facts come on it, from `from` on. */
export async function attach(
  storage: StorageResource,
  job: ByteString,
  from: number,
  tools: JobTools,
  call: { readonly signal: AbortSignal; readonly patienceMs: number },
): Promise<Attached> {
  const name = storageName(storage);
  const dialled = await callStorage(storage, tools, call);
  try {
    if (dialled.extension === undefined) {
      throw new JournalMissingError(name, job, 'it is not a Storage Daemon of ours any more');
    }
    return { dialled, ...(await takeUp(dialled.connection, name, { job, from, signal: call.signal })) };
  } catch (error) {
    dialled.connection.destroy();
    throw error;
  }
}

async function takeUp(
  connection: Connection,
  storage: string,
  { job, from, signal }: { readonly job: ByteString; readonly from: number; readonly signal: AbortSignal },
) {
  await connection.send(journalCommand.attach.format({ job, from }));
  const reply = await nextText(connection, storage, 'its answer to journal attach', signal);
  const attached = journalReply.attached.parse(reply);
  if (attached === undefined || attached.job !== job) throw new JournalMissingError(storage, job, displayText(reply));
  return { next: attached.next, status: attached.status };
}

/** It trusted us when the Job began; whatever is wrong now may be mended, but for another leader and a journal that is gone. */
const mayPass = (error: unknown): boolean =>
  !(error instanceof JournalMissingError || error instanceof SupersededError);
