/**
 * Finding the Storage that takes the Job: 08a §7.2. Of several, a first round takes none that is busy, a second one
 * waits; one that cannot be reached is passed over quickly while others are left. The one that takes it has reserved a
 * device for us when this returns.
 */
import type { StorageResource } from '../../config/index.ts';
import { AppError, describeError, displayText, toByteString } from '../../core/index.ts';
import type { Dialled, ReservedDevice } from '../../protocol/index.ts';
import { callStorage, encryptionText, storageName } from './connect.ts';
import { DaemonRefusedError, DaemonSilentError, NoStorageError } from './errors.ts';
import type { Job } from './job.ts';
import { storageAtWork } from './liveness.ts';
import { patientCall } from './patient-call.ts';
import { knowsDevice } from './storage-devices.ts';
import type { Reservation, StorageSession, StorageTicket } from './storage-session.ts';
import type { JobTools } from './tools.ts';
import type { StorageControl } from './verdicts.ts';

export interface OpenStorage extends AsyncDisposable {
  readonly storage: StorageResource;
  readonly session: StorageSession;
  readonly ticket: StorageTicket;
  readonly device: ReservedDevice;
  readonly control: StorageControl;
}

/** What differs between a backup and a restore. */
export interface StorageWork {
  /** The session on a fresh connection. */
  connect(storage: StorageResource, dialled: Dialled): StorageSession;
  /** Says the Job line; a restore sends its bootstrap here too. */
  begin(storage: StorageResource, session: StorageSession): Promise<StorageTicket>;
  reservation(storage: StorageResource): Omit<Reservation, 'wait' | 'devices' | 'mediaType' | 'storage'>;
}

// Despooling of attributes or data, and the last writes.
const CONCLUDING = 'alL';
const QUICK_MS = 2_000;
const BUSY_ANSWER_MS = 10_000;
/** A device may be in use for hours; SDConnectTimeout is only about reaching the daemon. */
const BUSY_DEVICE_MS = 24 * 3_600_000;

/** Rejects with NoStorageError, in a sentence that names what every one of them said. */
export async function openStorage(
  job: Job,
  storages: readonly StorageResource[],
  work: StorageWork,
  tools: JobTools,
): Promise<OpenStorage> {
  const patienceMs = tools.director.sdConnectTimeoutSec * 1000;
  const rounds =
    storages.length > 1
      ? [
          { wait: false, patienceMs: QUICK_MS },
          { wait: true, patienceMs },
        ]
      : [{ wait: true, patienceMs }];
  let last: unknown;
  for (const round of rounds) {
    for (const storage of storages) {
      job.signal.throwIfAborted();
      try {
        return await tryStorage(job, storage, work, tools, round);
      } catch (error) {
        job.signal.throwIfAborted();
        if (!isRefusal(error)) throw error;
        last = error;
        if (storages.length > 1) job.messages.say('warning', toByteString(describeError(error)));
      }
    }
  }
  if (storages.length === 1 && last instanceof Error) throw last;
  const names = storages.map((storage) => displayText(storage.name)).join(', ');
  throw new NoStorageError(
    `None of the Storages ${names} takes the Job: ${describeError(last)}`,
    'status storage tells what each of them does',
    { cause: last },
  );
}

/** Errors of one Storage, for which another may serve; not those of the Catalog or our own. */
const isRefusal = (error: unknown): boolean => error instanceof AppError && error.code.startsWith('DIRECTOR_DAEMON_');

async function tryStorage(
  job: Job,
  storage: StorageResource,
  work: StorageWork,
  tools: JobTools,
  round: { wait: boolean; patienceMs: number },
): Promise<OpenStorage> {
  const dialled = await patientCall(job, 'storage', (call) =>
    callStorage(storage, tools, { ...call, patienceMs: round.patienceMs }),
  );
  const name = storageName(storage);
  if (dialled.extension !== undefined) await tools.journals.collected(storage.name);
  await using stack = new AsyncDisposableStack();
  const session = stack.use(work.connect(storage, dialled));
  const atWork = storageAtWork(job, storage, session, tools);
  stack.use(job.engage(name, atWork));
  const drop = () => session.destroy(job.signal.reason);
  job.signal.addEventListener('abort', drop, { once: true });
  stack.defer(() => job.signal.removeEventListener('abort', drop));
  job.signal.throwIfAborted();
  const ticket = await work.begin(storage, session);
  job.messages.say(
    'info',
    `Connected to ${toByteString(name)} at ${dialled.connection.peer} ${encryptionText(dialled)}`,
  );
  const device = await reserve(job, storage, session, work, tools, round);
  job.storage = storage.name;
  job.device = device.device;
  job.messages.say(
    'info',
    `Using Device "${device.device}" to ${work.reservation(storage).append ? 'write' : 'read'}.`,
  );
  const kept = stack.move();
  const control = { cancel: atWork.cancel, isConcluding: () => CONCLUDING.includes(job.shownStatus) };
  return { storage, session, ticket, device, control, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A 9.6.7 Storage Daemon never answers for a device that it does not have: after a moment of silence it is asked. */
async function reserve(
  job: Job,
  storage: StorageResource,
  session: StorageSession,
  work: StorageWork,
  tools: JobTools,
  round: { wait: boolean; patienceMs: number },
): Promise<ReservedDevice> {
  const { devices, mediaType, name } = storage;
  const reservation = { ...work.reservation(storage), devices, mediaType, storage: name, wait: round.wait };
  const answer = session.reserve(reservation, { timeoutMs: BUSY_DEVICE_MS });
  answer.catch(() => undefined);
  if (await settlesWithin(answer, BUSY_ANSWER_MS)) return await answer;
  const known = await knowsDevice(storage, tools);
  if (known === false) {
    const hint = "Device and MediaType of the Director's Storage resource must match a Device of the Storage Daemon";
    const wanted = `"${devices.join('", "')}" of Media Type "${mediaType}"`;
    throw new DaemonRefusedError(storageName(storage), 'a device', `it has no device ${wanted}`, hint);
  }
  if (!round.wait) throw new DaemonSilentError(storageName(storage), 'a free device', BUSY_ANSWER_MS);
  job.storageSays('q');
  job.messages.say('mount', toByteString(`${storageName(storage)} has no free device for this Job yet; waiting`));
  try {
    // A daemon that does not even tell its devices hangs, and is not waited for as a busy one is.
    if (known === undefined && !(await settlesWithin(answer, round.patienceMs))) {
      throw new DaemonSilentError(storageName(storage), 'a device', round.patienceMs);
    }
    return await answer;
  } finally {
    job.storageSays('R');
  }
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  return await Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
