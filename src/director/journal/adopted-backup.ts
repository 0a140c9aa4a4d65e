/**
 * A backup that another Director began, among the kinds of Job (docs/decisions/0050): what its Storage Daemon has written down
 * goes into the Catalog, it is followed until it ends, and its Client is asked how it ended there.
 */
import type { UnfinishedJob } from '../../catalog/index.ts';
import { displayText, toByteString } from '../../core/index.ts';
import type { Dialled, StorageEndJob } from '../../protocol/index.ts';
import type { Resumed } from '../job/backup-brief.ts';
import { HOURS } from '../job/backup-client.ts';
import { backupKind } from '../job/backup-kind.ts';
import type { BackupResult } from '../job/backup-run.ts';
import { clientName, storageName } from '../job/connect.ts';
import { cancelAtClient, cancelAtStorage } from '../job/conversation.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import { keepAttributes } from '../job/keep-attributes.ts';
import { storageAtWork } from '../job/liveness.ts';
import { storageListener } from '../job/relay.ts';
import { StorageSession } from '../job/storage-session.ts';
import type { JobTools } from '../job/tools.ts';
import { volumeContext } from '../job/volume-context.ts';
import type { ScriptMoment } from '../run-script/script.ts';
import { answerCatalogRequest } from '../volumes/index.ts';
import { attachPatiently } from './attach.ts';
import { askForJob, clientVerdict } from './client-verdict.ts';
import { JobJournal } from './job-journal.ts';

export interface Adoption {
  readonly row: UnfinishedJob;
  readonly resumed: Resumed;
  /** The Catalog knows what the Storage Daemon had done when it was asked. */
  readonly onCaughtUp: () => void;
}

const AS_LONG_AS_IT_TAKES_MS = 144 * HOURS;
/** Of the scripts only those are left. */
const AFTERWARDS: readonly ScriptMoment[] = ['AtJobCompletion', 'After'];
const WAITING_FOR_CLIENT = 'F';
const LOOK_EVERY_MS = 50;

export function adoptedBackup(job: Job, adoption: Adoption, tools: JobTools): JobKind {
  const { brief, facts, storage } = adoption.resumed;
  const { sessionId, sessionTime, device } = brief;
  const result: BackupResult = { sessionId, sessionTime, device, storage };
  const kind = backupKind(job, facts, tools, result);
  let endedAt: Date | undefined;
  return {
    ...kind,
    duplicates: undefined,
    scripts: kind.scripts.map((script) => ({ ...script, when: script.when.filter((at) => AFTERWARDS.includes(at)) })),
    prepare: async () => {},
    begin: async () => {},
    run: async () => {
      try {
        endedAt = await goOn(job, adoption, result, tools);
      } finally {
        adoption.onCaughtUp();
      }
    },
    endedAt: () => endedAt,
  };
}

/** Returns when it ended, where that is known. Rejects where it cannot be followed to its end. */
async function goOn(
  job: Job,
  { row, resumed, onCaughtUp }: Adoption,
  result: BackupResult,
  tools: JobTools,
): Promise<Date | undefined> {
  const { storage, facts } = resumed;
  const name = storageName(storage);
  const said = `The Director that began this Job ended without a word. ${name} keeps its journal, of which the Catalog has ${row.fact} facts`;
  job.messages.say('warning', toByteString(said));
  await using stack = new AsyncDisposableStack();
  const cancelClient = () => cancelAtClient(facts.client, tools, job.identity.job);
  stack.use(job.engage(clientName(facts.client), cancelClient));
  // Without its Storage the Client would go on for nothing.
  stack.defer(() =>
    result.storageEnd === undefined && !job.isLeft ? cancelClient().then(nothing, nothing) : undefined,
  );
  const attached = attachPatiently(storage, job.identity.job, row.fact + 1, tools, job.signal);
  attached.catch(() => (job.isLeft ? undefined : tools.journals.forget(storage, job.identity.job, tools)));
  const { dialled, next, status } = await attached;
  const session = stack.use(follow(job, resumed, row, dialled, tools));
  result.journal = session.journal as JobJournal;
  stack.use(job.engage(name, storageAtWork(job, storage, session, tools)));
  const drop = () => session.destroy(job.signal.reason);
  job.signal.addEventListener('abort', drop, { once: true });
  stack.defer(() => job.signal.removeEventListener('abort', drop));
  void catchUp(session, next, tools).then(onCaughtUp, onCaughtUp);
  if (status === WAITING_FOR_CLIENT) void sendAwayIfNobodyComes(job, resumed, tools).catch(() => undefined);
  try {
    result.storageEnd = await session.endOfJob(AS_LONG_AS_IT_TAKES_MS);
  } finally {
    await keepAttributes(job, result.journal, result.storageEnd !== undefined, tools);
  }
  return await hearClient(job, resumed, result, result.storageEnd, tools);
}

const nothing = (): void => {};

function follow(
  job: Job,
  { storage, facts, brief }: Resumed,
  { fact }: UnfinishedJob,
  dialled: Dialled,
  tools: JobTools,
): StorageSession {
  const context = volumeContext(job, facts.plan, storage, dialled.version, tools);
  const journal = new JobJournal({ job, storage, dialled, context, tools });
  journal.resume(brief, fact);
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
async function sendAwayIfNobodyComes(job: Job, { storage, facts }: Resumed, tools: JobTools): Promise<void> {
  const found = await askForJob(facts.client, job.identity.job, tools);
  if (found.kind === 'running' || job.isLetGo) return;
  const name = clientName(facts.client);
  job.messages.say('fatal', toByteString(`${name} had not begun when the Director died. Run the Job again`));
  await cancelAtStorage(storage, tools, job.identity.job);
}

async function hearClient(
  job: Job,
  { facts }: Resumed,
  result: BackupResult,
  storageEnd: StorageEndJob,
  tools: JobTools,
): Promise<Date | undefined> {
  const { end, endedAt } = await clientVerdict(job, facts.client, storageEnd, tools);
  result.client = end;
  const { clock, logger } = tools;
  logger.info(
    { job: displayText(job.identity.job), client: end.status, storage: storageEnd.status },
    'A Job is adopted',
  );
  const from = job.startedAt?.getTime() ?? 0;
  return endedAt && new Date(Math.max(from, Math.min(endedAt.getTime(), clock.now().getTime())));
}
