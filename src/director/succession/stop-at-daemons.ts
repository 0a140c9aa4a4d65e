/**
 * Tells the daemons of a Job that nobody wants any more to stop. A genuine Client tries an unreachable Storage for half an hour,
 * silently, and would then begin: who cannot be told now is told later, for longer than that.
 */
import type { ClientResource, StorageResource } from '../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../core/index.ts';
import { clientName, storageName } from '../job/connect.ts';
import { cancelAtClient, cancelAtStorage } from '../job/conversation.ts';
import type { JobTools } from '../job/tools.ts';
import type { Later } from '../journal/journal-keeper.ts';

export interface Daemons {
  readonly client: ClientResource;
  /** Those that may have taken the Job; who does not know it says so, and that is all. */
  readonly storages: readonly StorageResource[];
}

const TRY_FOR_MS = 35 * 60_000;
const PAUSE_MS = 5_000;
const PAUSE_MS_MAX = 60_000;

/** Resolves, in bounded time, when each has been asked once. Never rejects. */
export async function stopAtDaemons(
  job: ByteString,
  { client, storages }: Daemons,
  tools: JobTools,
  later: Later,
): Promise<void> {
  const errands = [
    { daemon: clientName(client), cancel: () => cancelAtClient(client, tools, job) },
    ...storages.map((storage) => ({
      daemon: storageName(storage),
      cancel: () => cancelAtStorage(storage, tools, job),
    })),
  ];
  await Promise.all(errands.map((errand) => run(errand, job, tools, later)));
}

interface Errand {
  readonly daemon: string;
  readonly cancel: () => Promise<readonly ByteString[]>;
}

async function run(errand: Errand, job: ByteString, tools: JobTools, later: Later): Promise<void> {
  try {
    await once(errand, job, tools);
  } catch (error) {
    const facts = { job: displayText(job), daemon: errand.daemon, reason: describeError(error) };
    tools.logger.warn(
      facts,
      'A Job of a Director that ended may go on at a daemon; it is told to stop when it answers',
    );
    later((signal) => untilTold(errand, job, tools, signal));
  }
}

async function once({ daemon, cancel }: Errand, job: ByteString, { logger }: JobTools): Promise<void> {
  const answer = displayText((await cancel()).join('').trim());
  logger.info({ job: displayText(job), daemon, answer }, 'A Job of a Director that ended is stopped at its daemon');
}

async function untilTold(errand: Errand, job: ByteString, tools: JobTools, signal: AbortSignal): Promise<void> {
  const { clock } = tools;
  const deadlineMs = clock.monotonicMs() + TRY_FOR_MS;
  for (let pauseMs = PAUSE_MS; clock.monotonicMs() < deadlineMs; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
    await clock.sleep(pauseMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    const told = await once(errand, job, tools).then(
      () => true,
      () => false,
    );
    if (told) return;
  }
}
