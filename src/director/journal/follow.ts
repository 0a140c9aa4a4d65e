/**
 * A Job that another Director began, followed by its journal (docs/decisions/0050): what its Storage Daemon has written down goes
 * into the Catalog, its questions are answered until it ends, and its Client is asked how it ended there.
 */
import type { UnfinishedJob } from '../../catalog/index.ts';
import type { ClientResource, StorageResource } from '../../config/index.ts';
import { displayText, toByteString } from '../../core/index.ts';
import type { ClientEndJob, Dialled, StorageEndJob } from '../../protocol/index.ts';
import { HOURS } from '../job/backup-client.ts';
import { clientName, storageName } from '../job/connect.ts';
import { cancelAtClient, cancelAtStorage } from '../job/conversation.ts';
import type { Job } from '../job/job.ts';
import { keepAttributes } from '../job/keep-attributes.ts';
import { storageAtWork } from '../job/liveness.ts';
import { storageListener } from '../job/relay.ts';
import { StorageSession } from '../job/storage-session.ts';
import type { JobTools } from '../job/tools.ts';
import { answerCatalogRequest, type VolumeContext } from '../volumes/index.ts';
import { attachPatiently } from './attach.ts';
import { askForJob, type ClientVerdict } from './client-verdict.ts';
import type { SessionNumbers } from './fact-ledger.ts';
import { JobJournal } from './job-journal.ts';

/** The Job as its row and the configuration have it. */
export interface Followed {
  readonly row: UnfinishedJob;
  readonly client: ClientResource;
  readonly storage: StorageResource;
  readonly numbers: SessionNumbers;
  /**
   * How the Client's end is heard of when the Storage Daemon has ended well or badly. Of a backup nothing is lost where it cannot
   * be asked; of a restore the Storage Daemon knows only what it has sent.
   */
  readonly hear: (storage: StorageEndJob) => Promise<ClientVerdict>;
  /** What is answered from. */
  readonly context: (sdVersion: number) => VolumeContext;
  /** The Catalog knows what the Storage Daemon had done when it was asked. */
  readonly onCaughtUp: () => void;
}

/** Filled as far as it comes. */
export interface FollowResult {
  client?: ClientEndJob | undefined;
  storageEnd?: StorageEndJob | undefined;
  journal?: JobJournal;
}

const AS_LONG_AS_IT_TAKES_MS = 144 * HOURS;
const WAITING_FOR_CLIENT = 'F';
const LOOK_EVERY_MS = 50;

/** Returns when it ended, where that is known. Rejects where it cannot be followed to its end. */
export async function followJournal(
  job: Job,
  followed: Followed,
  result: FollowResult,
  tools: JobTools,
): Promise<Date | undefined> {
  const { row, client, storage, onCaughtUp } = followed;
  const name = storageName(storage);
  const said = `The Director that began this Job ended without a word. ${name} keeps its journal, of which the Catalog has ${row.fact} facts`;
  job.messages.say('warning', toByteString(said));
  await using stack = new AsyncDisposableStack();
  const cancelClient = () => cancelAtClient(client, tools, job.identity.job);
  stack.use(job.engage(clientName(client), cancelClient));
  // Without its Storage the Client would go on for nothing.
  stack.defer(() =>
    result.storageEnd === undefined && !job.isLeft ? cancelClient().then(nothing, nothing) : undefined,
  );
  const attached = attachPatiently(storage, job.identity.job, row.fact + 1, tools, job.signal);
  attached.catch(() => (job.isLeft ? undefined : tools.journals.forget(storage, job.identity.job, tools)));
  const { dialled, next, status } = await attached;
  const session = stack.use(listen(job, followed, dialled, tools));
  result.journal = session.journal as JobJournal;
  stack.use(job.engage(name, storageAtWork(job, storage, session, tools)));
  const drop = () => session.destroy(job.signal.reason);
  job.signal.addEventListener('abort', drop, { once: true });
  stack.defer(() => job.signal.removeEventListener('abort', drop));
  void catchUp(session, next, tools).then(onCaughtUp, onCaughtUp);
  let isSentAway = false;
  const onSending = (): void => {
    isSentAway = true;
  };
  if (status === WAITING_FOR_CLIENT) void sendAwayIfNobodyComes(job, followed, onSending, tools).catch(nothing);
  try {
    const end = await session.endOfJob(AS_LONG_AS_IT_TAKES_MS);
    // Nobody wanted it canceled: it has failed, and may be started again.
    result.storageEnd = isSentAway && end.status === 'A' && !job.isLetGo ? { ...end, status: 'f' } : end;
  } finally {
    await keepAttributes(job, result.journal, result.storageEnd !== undefined, tools);
  }
  return await hearClient(job, followed, result, result.storageEnd, tools);
}

const nothing = (): void => {};

function listen(
  job: Job,
  { storage, numbers, context: contextOf, row }: Followed,
  dialled: Dialled,
  tools: JobTools,
): StorageSession {
  const context = contextOf(dialled.version);
  const journal = new JobJournal({ job, storage, dialled, context, tools });
  journal.resume(numbers, row.fact);
  const hooks = {
    listener: storageListener(job),
    attributes: () => undefined,
    answer: (request: Parameters<typeof answerCatalogRequest>[0]) => answerCatalogRequest(request, context),
  };
  return new StorageSession(journal.connection, dialled.version, storageName(storage), hooks, journal);
}

async function catchUp({ journal, session }: StorageSession, next: number, { clock }: JobTools): Promise<void> {
  let isOver = false;
  void session.over.then(() => {
    isOver = true;
  });
  while (!isOver && (journal?.ledger.received ?? 0) < next - 1) await clock.sleep(LOOK_EVERY_MS);
  await journal?.settle();
}

/** The Director died before it had told the Client to begin: nobody would ever come. */
async function sendAwayIfNobodyComes(
  job: Job,
  { storage, client }: Followed,
  onSending: () => void,
  tools: JobTools,
): Promise<void> {
  const found = await askForJob(client, job.identity.job, tools);
  if (found.kind === 'running' || job.isLetGo) return;
  onSending();
  job.messages.say('fatal', toByteString(`${clientName(client)} had not begun when the Director died`));
  await cancelAtStorage(storage, tools, job.identity.job);
}

async function hearClient(
  job: Job,
  { hear }: Followed,
  result: FollowResult,
  storageEnd: StorageEndJob,
  tools: JobTools,
): Promise<Date | undefined> {
  const { end, endedAt } = await hear(storageEnd);
  result.client = end;
  const { clock, logger } = tools;
  const facts = { job: displayText(job.identity.job), client: end.status, storage: storageEnd.status };
  logger.info(facts, 'A Job is adopted');
  const from = job.startedAt?.getTime() ?? 0;
  return endedAt && new Date(Math.max(from, Math.min(endedAt.getTime(), clock.now().getTime())));
}
