/**
 * Jobs whose Director died go on at genuine daemons: they write to Volumes, and their records reach nobody. They count
 * as failed, so both daemons are told to stop. Done beside everything else, and once: who does not answer is let be.
 */
import type { InterruptedJob } from '../../catalog/index.ts';
import type { ClientResource, DirectorConfig, StorageResource } from '../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../core/index.ts';
import { clientName, storageName } from '../job/connect.ts';
import { cancelAtClient, cancelAtStorage } from '../job/conversation.ts';
import type { JobTools } from '../job/tools.ts';
import type { DirectorMessages } from '../messages/index.ts';
import type { Generation } from './generation.ts';

interface Errand {
  readonly daemon: string;
  readonly jobs: ByteString[];
  readonly cancel: (job: ByteString) => Promise<readonly ByteString[]>;
}

/** Never rejects. */
export async function stopOrphans(
  orphans: readonly InterruptedJob[],
  { config, tools }: Generation,
  say: DirectorMessages['say'],
): Promise<void> {
  await Promise.all(errands(orphans, config, tools).map((errand) => run(errand, tools, say)));
}

/** Each daemon once, with all its Jobs. */
function errands(orphans: readonly InterruptedJob[], config: DirectorConfig, tools: JobTools): Errand[] {
  const found = new Map<ClientResource | StorageResource, Errand>();
  const add = (resource: ClientResource | StorageResource, job: ByteString, make: () => Omit<Errand, 'jobs'>): void => {
    const errand = found.get(resource) ?? { ...make(), jobs: [] };
    errand.jobs.push(job);
    found.set(resource, errand);
  };
  for (const { job, name, client: clientOfJob } of orphans) {
    const client = config.clients.get(clientOfJob);
    if (client !== undefined) {
      const cancel = (name: ByteString) => cancelAtClient(client, tools, name);
      add(client, job, () => ({ daemon: clientName(client), cancel }));
    }
    for (const storage of storagesOf(name, config)) {
      const cancel = (name: ByteString) => cancelAtStorage(storage, tools, name);
      add(storage, job, () => ({ daemon: storageName(storage), cancel }));
    }
  }
  return [...found.values()];
}

/** Which of them had taken the Job is not known; one that does not know it says so, and that is all. */
export function storagesOf(name: ByteString, config: DirectorConfig): ReadonlySet<StorageResource> {
  const job = config.jobs.get(name);
  if (job === undefined) return new Set();
  const { pool, fullBackupPool, differentialBackupPool, incrementalBackupPool } = job;
  const pools = [pool, fullBackupPool, differentialBackupPool, incrementalBackupPool];
  return new Set([...job.storages, ...pools.flatMap((found) => found?.storages ?? [])]);
}

async function run(
  { daemon, jobs, cancel }: Errand,
  { logger }: JobTools,
  say: DirectorMessages['say'],
): Promise<void> {
  try {
    for (const job of jobs) {
      const answer = displayText((await cancel(job)).join('').trim());
      logger.info({ job: displayText(job), daemon, answer }, 'A Job of a Director that died is stopped at its daemon');
    }
  } catch (error) {
    const reason = describeError(error);
    logger.warn({ jobs: jobs.map(displayText), daemon, reason }, 'Jobs of a Director that died may go on at a daemon');
    say('warning', `${jobs.map(displayText).join(', ')} of a Director that died may go on: ${reason}`);
  }
}
