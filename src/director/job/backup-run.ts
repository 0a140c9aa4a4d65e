/**
 * A backup from the first call to the daemons' last words (02 §10, 03 §11). The Client is called while the Storage
 * Daemon reserves a device. What comes to the Catalog on the way is committed before this resolves.
 */
import { noteRun } from '../../catalog/index.ts';
import type { ClientResource, StorageResource } from '../../config/index.ts';
import { toByteString } from '../../core/index.ts';
import type { ClientEndJob, ClientIdentity, Dialled, StorageEndJob } from '../../protocol/index.ts';
import type { JobJournal } from '../journal/job-journal.ts';
import { PatientClient } from '../journal/patient-client.ts';
import { clientScripts, type JobCodes, type RunScript } from '../run-script/index.ts';
import { AttributeStream } from './attribute-stream.ts';
import { briefOf } from './backup-brief.ts';
import type { BackupCatalog } from './backup-catalog.ts';
import { pointAtStorage, prepareClient, sendAccurateList, sendScripts, startBackup } from './backup-client.ts';
import type { BackupPlan } from './backup-plan.ts';
import { backupStorage } from './backup-storage.ts';
import { ClientSession } from './client-session.ts';
import { callClient, clientName, encryptionText } from './connect.ts';
import { fileSetLines } from './file-set-lines.ts';
import type { Job } from './job.ts';
import { keepAttributes } from './keep-attributes.ts';
import { clientAtWork } from './liveness.ts';
import { type OpenStorage, openStorage } from './open-storage.ts';
import { patientCall } from './patient-call.ts';
import { clientListener } from './relay.ts';
import { StorageWatch } from './storage-watch.ts';
import type { JobTools } from './tools.ts';
import { lastWords } from './verdicts.ts';

/** What the report and the end record are made of, as far as the Job came. */
export interface BackupResult {
  identity?: ClientIdentity;
  storage?: OpenStorage['storage'];
  device?: string;
  sessionId: number;
  sessionTime: number;
  client?: ClientEndJob | undefined;
  storageEnd?: StorageEndJob | undefined;
  /** A Storage Daemon of ours keeps one, and waits for its receipt. */
  journal?: JobJournal;
}

export interface BackupRun {
  readonly plan: BackupPlan;
  readonly scripts: readonly RunScript[];
  readonly codes: () => JobCodes;
  readonly catalog: BackupCatalog;
  readonly result: BackupResult;
  /** The Storage that takes the Job has been found. */
  readonly onStorage: (storage: StorageResource) => void;
}

export async function runBackup(job: Job, run: BackupRun, tools: JobTools): Promise<void> {
  const { plan, result } = run;
  const attributes = new AttributeStream(() => run.catalog.openIngest());
  await using _ = attributes;
  // Both start at once; a Client that cannot be reached must not leave the other call dangling.
  const calling = patientCall(job, 'client', (call) => callClient(plan.client, tools, call));
  calling.catch(() => undefined);
  try {
    await using storage = await openStorage(
      job,
      plan.storages.value,
      backupStorage(job, plan, attributes, tools),
      tools,
    );
    result.storage = storage.storage;
    run.onStorage(storage.storage);
    result.device = storage.device.device;
    result.sessionId = storage.ticket.sessionId;
    result.sessionTime = storage.ticket.sessionTime;
    await beginJournal(job, run, storage, tools);
    if (!plan.client.sdCallsClient) await storage.session.run();
    await withClient(job, run, await calling, storage, tools);
  } finally {
    await hangUp(calling);
    await keepAttributes(job, result.journal ?? attributes, result.storageEnd !== undefined, tools);
  }
}

/** From here on another Director could go on with the Job, or knows at least which daemons have it. */
async function beginJournal(
  job: Job,
  { plan, result }: BackupRun,
  { storage, session, ticket, device }: OpenStorage,
  { catalog }: JobTools,
): Promise<void> {
  const { sessionId, sessionTime } = ticket;
  const numbers = { sessionId, sessionTime };
  const brief = briefOf(plan, { ...numbers, device: device.device }, job.identity.priority);
  if (session.journal === undefined) {
    await catalog.execute(noteRun(job.identity.jobId, storage.name, brief));
    return;
  }
  result.journal = session.journal;
  await session.journal.begin(numbers, brief);
}

const hangUp = (calling: Promise<Dialled>): Promise<void> =>
  calling.then(
    ({ connection }) => connection[Symbol.asyncDispose](),
    () => undefined,
  );

async function withClient(
  job: Job,
  run: BackupRun,
  dialled: Dialled,
  storage: OpenStorage,
  tools: JobTools,
): Promise<void> {
  const { plan, result } = run;
  const name = clientName(plan.client);
  await using client = new ClientSession(dialled.connection, dialled.version, name, clientListener(job));
  const patient = new PatientClient({ job, client: plan.client, session: client, tools });
  await using _engaged = job.engage(name, patient.atWork(clientAtWork(job, plan.client, client, tools)));
  const drop = () => client.destroy(job.signal.reason);
  job.signal.addEventListener('abort', drop, { once: true });
  try {
    job.signal.throwIfAborted();
    job.messages.say(
      'info',
      `Connected to ${toByteString(name)} at ${dialled.connection.peer} ${encryptionText(dialled)}`,
    );
    result.identity = await prepareClient(client, await clientStart(job, run, storage));
    const updated = run.catalog.clientAnswered(result.identity);
    const watch = await connectClientAndStorage(client, plan.client, storage);
    job.workingSince = tools.clock.now();
    job.changed();
    await sendScripts(client, clientScripts(run.scripts));
    await updated;
    await run.catalog.dataBegins(tools.clock.now());
    if (plan.accurate && plan.level.level !== 'F') await sendAccurate(job, run, client);
    watch.dataBegins();
    await startBackup(client);
    if (result.journal !== undefined) patient.lastsWith(watch.endOfJob());
    const words = await lastWords(patient, watch, storage.control);
    result.client = words.client;
    result.storageEnd = words.storage;
    for (const complaint of words.complaints) if (!job.isLetGo) job.messages.say('fatal', toByteString(complaint));
  } finally {
    job.signal.removeEventListener('abort', drop);
  }
}

/** Mostly the Client calls the Storage Daemon; with `SD Calls Client` it is the other way round (03 §10.6). */
async function connectClientAndStorage(
  client: ClientSession,
  { sdCallsClient, address: called, fdPort, fdStorageAddress }: ClientResource,
  { storage, session }: OpenStorage,
): Promise<StorageWatch> {
  const address = fdStorageAddress ?? storage.fdStorageAddress ?? storage.address;
  if (sdCallsClient) {
    await session.callClient(called ?? '', fdPort);
    await session.run();
  }
  const watch = new StorageWatch(session, client);
  await pointAtStorage(client, address, sdCallsClient ? 0 : storage.sdPort);
  session.hurry();
  return watch;
}

async function clientStart(job: Job, { plan, codes }: BackupRun, storage: OpenStorage) {
  const { allowCompression } = storage.storage;
  const { resource, client } = plan;
  return {
    line: { ...storage.ticket, jobId: job.identity.jobId, job: job.identity.job },
    plan,
    fileSet: await fileSetLines(plan.fileSet, { allowCompression, codes, signal: job.signal }),
    bandwidthBytesPerSec: resource.maximumBandwidthBytesPerSec || client.maximumBandwidthPerJobBytesPerSec,
    snapshotRetentionSec: resource.snapshotRetentionSec || client.snapshotRetentionSec,
  };
}

async function sendAccurate(job: Job, { catalog }: BackupRun, client: ClientSession): Promise<void> {
  const list = await catalog.accurateList();
  job.messages.say('info', 'Sending Accurate information to the FD.');
  await sendAccurateList(client, list.files, list.groups(job.signal));
}
