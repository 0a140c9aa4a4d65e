/** A Job's session is read back from its Volume at a genuine Storage Daemon, in the Client's place (DESIGN §6). */
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, Secret, withDeadline } from '../../core/index.ts';
import { dialStorageForJob } from '../../protocol/index.ts';
import type { BootstrapPart } from '../../volume/index.ts';
import type { BackupPlan } from '../job/backup-plan.ts';
import { storageName, tlsOf } from '../job/connect.ts';
import type { Job } from '../job/job.ts';
import { type OpenStorage, openStorage } from '../job/open-storage.ts';
import { storageListener } from '../job/relay.ts';
import type { JobTools } from '../job/tools.ts';
import { restoreStorage } from '../restore/index.ts';
import { readRecords, type SavedRecord } from './record-reader.ts';

export interface ReadBack {
  readonly plan: Pick<BackupPlan, 'resource' | 'client'>;
  readonly storage: StorageResource;
  readonly parts: readonly BootstrapPart[];
  readonly session: { readonly sessionId: number; readonly sessionTime: number };
  readonly take: (record: SavedRecord) => Promise<void> | undefined;
}

/** Said when there is nothing more to read on a Volume; both releases, in one language. */
const END_OF_VOLUME = /End of Volume "([^"]+)" at addr=(\d+) on device/;

/** A device that is busy for longer is not waited for: the Job is better started again. */
const DEVICE_MS = 10 * 60_000;
const CONNECT_MS = 30_000;
const HEARTBEAT_SEC = 60;
const LAST_WORDS_MS = 60_000;

/** Returns where the Volumes end, as far as the Storage Daemon says so. */
export async function readBack(
  job: Job,
  { plan, storage, parts, session, take }: ReadBack,
  tools: JobTools,
): Promise<ReadonlyMap<ByteString, number>> {
  const ends = new Map<ByteString, number>();
  const relayed = storageListener(job);
  const message: typeof relayed.message = (type, text, at) => {
    const [, volume, address] = END_OF_VOLUME.exec(text) ?? [];
    if (volume !== undefined) ends.set(volume, Number(address));
    relayed.message(type, text, at);
  };
  const work = restoreStorage(job, plan, { parts }, tools, { ...relayed, message });
  await using open = await within(openStorage(job, [storage], work, tools), storage);
  await open.session.run();
  const ended = open.session.endOfJob(DEVICE_MS + LAST_WORDS_MS);
  ended.catch(() => undefined);
  {
    const { connection } = await dialStorageForJob({
      ...{ host: storage.address, port: storage.sdPort, tls: tlsOf(storage) },
      ...{ job: job.identity.job, ownName: tools.director.name },
      authorization: new Secret(open.ticket.authorization),
      ...{ connectTimeoutMs: CONNECT_MS, heartbeatSec: HEARTBEAT_SEC, signal: job.signal },
    });
    await using _ = connection;
    const reading = { connection, daemon: storageName(storage), signal: job.signal, now: tools.clock.now };
    await readRecords(reading, session, take);
  }
  await ended;
  return ends;
}

async function within(opening: Promise<OpenStorage>, storage: StorageResource): Promise<OpenStorage> {
  const late = () => new Error(`${storageName(storage)} has no free device to read the Volume`);
  try {
    return await withDeadline(opening, DEVICE_MS, late);
  } catch (error) {
    opening.then(
      (open) => open[Symbol.asyncDispose](),
      () => undefined,
    );
    throw error;
  }
}
