/**
 * A restore from the first call to the daemons' last words: the Storages one after the other, each with its part of the
 * bootstrap, and one conversation with the Client through all of them (02 §10, §12; 03 §9).
 */
import { noteRun } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { describeError, toByteString } from '../../core/index.ts';
import type { Dialled } from '../../protocol/index.ts';
import { sendScripts } from '../job/backup-client.ts';
import type { ClientSession } from '../job/client-session.ts';
import { callClient } from '../job/connect.ts';
import type { Job } from '../job/job.ts';
import { keepAttributes } from '../job/keep-attributes.ts';
import { type OpenStorage, openStorage } from '../job/open-storage.ts';
import { patientCall } from '../job/patient-call.ts';
import { StorageWatch } from '../job/storage-watch.ts';
import type { JobTools } from '../job/tools.ts';
import { lastWords } from '../job/verdicts.ts';
import { clientScripts, type RunScript } from '../run-script/index.ts';
import type { RestorePlan } from './plan.ts';
import { formatRestoreBrief } from './restore-brief.ts';
import { endOfStorage, endRestore, pointAtRestoreStorage, STORAGE_DONE, startRestore } from './restore-client.ts';
import { openConversation, type RestoreConversation } from './restore-conversation.ts';
import { addVerdict, type RestoreResult } from './restore-result.ts';
import { restoreStorage } from './restore-storage.ts';

export interface RestoreRun {
  readonly plan: RestorePlan;
  readonly scripts: readonly RunScript[];
  readonly result: RestoreResult;
}

/** Fills `run.result` as far as it comes. Rejects where the Director gave up. */
export async function runRestore(job: Job, run: RestoreRun, tools: JobTools): Promise<void> {
  // Called while the first Storage reserves a device; it must not be left dangling if that fails.
  const calling = call(job, run, tools);
  calling.catch(() => undefined);
  try {
    await readStorages(job, run, calling, tools);
  } finally {
    await calling.then(
      ({ connection }) => connection[Symbol.asyncDispose](),
      () => undefined,
    );
  }
}

const call = (job: Job, { plan }: RestoreRun, tools: JobTools): Promise<Dialled> =>
  patientCall(job, 'client', (options) => callClient(plan.client, tools, options));

async function readStorages(job: Job, run: RestoreRun, calling: Promise<Dialled>, tools: JobTools): Promise<void> {
  let conversation: RestoreConversation | undefined;
  await using stack = new AsyncDisposableStack();
  /** To the Client that is led there next, perhaps in a conversation of its own. */
  const goTo = async (storage: OpenStorage): Promise<StorageWatch> => {
    if (conversation === undefined) {
      conversation = stack.use(openConversation(job, run.plan, await calling, tools));
      return await meetClient(job, run, conversation.client, storage, tools);
    }
    if (conversation.oneStorageOnly) {
      addVerdict(run.result, await farewell(job, conversation.client));
      await conversation[Symbol.asyncDispose]();
      conversation = stack.use(openConversation(job, run.plan, await call(job, run, tools), tools));
      await conversation.client.startJob(jobLine(job, storage));
    }
    return await lead(conversation.client, run.plan, storage);
  };
  for (const [place, part] of run.plan.runs.entries()) {
    job.signal.throwIfAborted();
    await endPart(run.result, part.storage);
    await using storage = await openStorage(job, [part.storage], restoreStorage(job, run.plan, part, tools), tools);
    noteStorage(run.result, storage);
    await beginRun(job, run, place, storage, tools);
    try {
      await storage.session.run();
      const watch = await goTo(storage);
      if (conversation === undefined || !(await readStorage(job, run, conversation.client, watch, storage))) return;
    } finally {
      const { journal, storageEnds } = run.result;
      if (journal !== undefined) await keepAttributes(job, journal, storageEnds[place] !== undefined, tools);
    }
  }
  if (conversation !== undefined) addVerdict(run.result, await farewell(job, conversation.client));
}

/** Where the next part is read at the same Storage its journal takes the place of this one, and bears its name. */
async function endPart({ journal, storage: last }: RestoreResult, next: StorageResource): Promise<void> {
  if (last?.name === next.name) await journal?.leave();
  else journal?.concluded();
}

/** From here on another Director could go on with the Job, or knows at least which daemons have it. */
async function beginRun(
  job: Job,
  { plan, result }: RestoreRun,
  run: number,
  { storage, session, ticket, device }: OpenStorage,
  { catalog }: JobTools,
): Promise<void> {
  const { sessionId, sessionTime } = ticket;
  const brief = formatRestoreBrief({ sessionId, sessionTime, device: device.device, run, runs: plan.runs.length });
  if (session.journal === undefined) {
    await catalog.execute(noteRun(job.identity.jobId, storage.name, brief));
    delete result.journal;
    return;
  }
  result.journal = session.journal;
  await session.journal.begin({ sessionId, sessionTime }, brief);
}

function noteStorage(result: RestoreResult, { storage, device, ticket }: OpenStorage): void {
  result.storage = storage;
  result.device = device.device;
  if (result.sessionId !== 0) return;
  result.sessionId = ticket.sessionId;
  result.sessionTime = ticket.sessionTime;
}

/** Once, at the first Storage: who it is, where the data comes from, and its scripts. */
async function meetClient(job: Job, run: RestoreRun, client: ClientSession, storage: OpenStorage, tools: JobTools) {
  run.result.identity = await client.startJob(jobLine(job, storage));
  const updated = tools.ids.clientAnswered(run.plan.client, run.result.identity);
  updated.catch(() => undefined);
  const watch = await lead(client, run.plan, storage);
  job.workingSince = tools.clock.now();
  job.changed();
  await sendScripts(client, clientScripts(run.scripts));
  await updated;
  return watch;
}

/** To the Storage, which may be gone before the Client gets there. */
async function lead(client: ClientSession, plan: RestorePlan, storage: OpenStorage): Promise<StorageWatch> {
  const watch = new StorageWatch(storage.session, client);
  await pointAtRestoreStorage(client, addressFor(plan, storage));
  return watch;
}

const jobLine = ({ identity }: Job, { ticket }: OpenStorage) => ({
  ...ticket,
  jobId: identity.jobId,
  job: identity.job,
});

const addressFor = ({ client }: RestorePlan, { storage, ticket }: OpenStorage) => ({
  address: client.fdStorageAddress ?? storage.fdStorageAddress ?? storage.address,
  port: storage.sdPort,
  authorization: ticket.authorization,
});

/** False: there is no going on to another Storage. */
async function readStorage(
  job: Job,
  run: RestoreRun,
  client: ClientSession,
  watch: StorageWatch,
  { control }: OpenStorage,
): Promise<boolean> {
  watch.dataBegins();
  await startRestore(client, run.plan);
  const reader = {
    endOfJob: (timeoutMs: number) => endOfStorage(client, timeoutMs),
    destroy: (error: Error) => client.destroy(error),
  };
  const words = await lastWords(reader, watch, control);
  run.result.storageEnds.push(words.storage);
  if (words.client !== STORAGE_DONE) addVerdict(run.result, words.client);
  for (const complaint of words.complaints) if (!job.isLetGo) job.messages.say('fatal', toByteString(complaint));
  if (words.client !== STORAGE_DONE) return false;
  if (words.storage?.status === 'T') return true;
  // The Client took what came; its verdict says how many files that was.
  addVerdict(run.result, await farewell(job, client));
  return false;
}

async function farewell(job: Job, client: ClientSession) {
  try {
    return await endRestore(client);
  } catch (error) {
    if (!job.isLetGo) job.messages.say('fatal', toByteString(describeError(error)));
    return undefined;
  }
}
