/**
 * How a Job ended at its Client, where the Director that should have been told is gone: whoever may ask is told among the last
 * ended Jobs (02 §14). A Client closes its session at the Storage Daemon only after success; so where it cannot be asked the
 * Storage Daemon's verdict stands for both (DESIGN §6).
 */
import type { ClientResource } from '../../config/index.ts';
import { type ByteString, describeError, toByteString } from '../../core/index.ts';
import { type ClientEndJob, clientCommand, parseStatusBlocks, type StorageEndJob } from '../../protocol/index.ts';
import { clientName } from '../job/connect.ts';
import { askClient } from '../job/conversation.ts';
import type { Job } from '../job/job.ts';
import type { JobTools } from '../job/tools.ts';

export interface ClientVerdict {
  readonly end: ClientEndJob;
  readonly endedAt: Date | undefined;
}

export type AtClient =
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly verdict: ClientVerdict }
  | { readonly kind: 'unknown' };

const PATIENCE = { connectMs: 10_000, silenceMs: 10_000 };
/** A script behind the data may take its time. */
const RUNNING_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;

/** Rejects where the Client cannot be asked. */
export async function askForJob(client: ClientResource, job: ByteString, tools: JobTools): Promise<AtClient> {
  const ask = async (what: string) => {
    const command = clientCommand.dotStatusApi.format({ what, api: 2, options: '' });
    return parseStatusBlocks((await askClient(client, tools, command, PATIENCE)).join('\n'));
  };
  // In this order: a Job that ends in between is found by the second look.
  if ((await ask('running')).some((block) => block.get('job') === job)) return { kind: 'running' };
  const ended = (await ask('terminated')).findLast((block) => block.get('job') === job);
  return ended === undefined ? { kind: 'unknown' } : { kind: 'ended', verdict: verdictIn(ended) };
}

function verdictIn(block: ReadonlyMap<string, ByteString>): ClientVerdict {
  const number = (key: string): number => Number.parseInt(block.get(key) ?? '', 10) || 0;
  const endSec = number('endtime_epoch');
  const end = {
    ...UNSAID,
    status: block.get('status')?.trim().slice(0, 1) || 'f',
    files: number('jobfiles'),
    jobBytes: number('jobbytes'),
    errors: number('errors'),
  };
  return { end, endedAt: endSec > 0 ? new Date(endSec * 1000) : undefined };
}

const UNSAID = { readBytes: 0, snapshot: false, encrypted: false, commBytes: 0, compressedCommBytes: 0 };

/** A sentence: why it does not say. Never rejects; asks for as long as the Job runs there, `runningMs` at most. */
async function verdictOrWhy(
  job: Job,
  client: ClientResource,
  tools: JobTools,
  runningMs: number,
): Promise<ClientVerdict | string> {
  const { clock } = tools;
  const deadlineMs = clock.monotonicMs() + runningMs;
  try {
    for (;;) {
      const found = await askForJob(client, job.identity.job, tools);
      if (found.kind === 'ended') return found.verdict;
      if (found.kind === 'unknown') return 'it does not know the Job any more';
      if (clock.monotonicMs() > deadlineMs) return 'the Job still runs there';
      await clock.sleep(LOOK_EVERY_MS, job.signal);
    }
  } catch (error) {
    return describeError(error);
  }
}

/** Of a backup. Never rejects: what is not known is what the Storage Daemon says. */
export async function clientVerdict(
  job: Job,
  client: ClientResource,
  storage: StorageEndJob,
  tools: JobTools,
): Promise<ClientVerdict> {
  const found = await verdictOrWhy(job, client, tools, RUNNING_MS);
  if (typeof found === 'object') return found;
  const said = `${clientName(client)} did not say how the Job ended: ${found}. What its Storage Daemon says counts for both`;
  job.messages.say('warning', toByteString(said));
  const { status, files, bytes } = storage;
  return { end: { ...UNSAID, status, files, jobBytes: bytes, errors: 0 }, endedAt: undefined };
}
