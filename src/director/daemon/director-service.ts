/** The verbs of a running Director, as the console calls them. */

import { findResource, resolveBackup } from '../job/backup-facts.ts';
import { clientStatus, runningAtClient, storageStatus } from '../job/daemon-status.ts';
import { JobNotActiveError } from '../job/errors.ts';
import { askEstimate } from '../job/estimate.ts';
import type { Job } from '../job/job.ts';
import { isQueued } from '../job/job-status.ts';
import { planRestore, type RestoreRequest } from '../restore/index.ts';
import { labelByNames } from './label.ts';
import { ORDER_PATIENCE_MS } from './order.ts';
import { backupOrder, restoreOrder } from './orders.ts';
import type { ActiveJob, CancelResult, DirectorService, QueuedJob, RunRequest } from './service.ts';
import type { Director } from './start-director.ts';
import { VERSION } from './version.ts';

export function directorService(director: Director): DirectorService {
  const { registry, events } = director;
  const config = () => director.generation().config;
  const tools = () => director.generation().tools;
  const talk = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  return {
    get name() {
      return config().director.name;
    },
    run: (request) => run(director, request),
    restore: (request) => restore(director, request),
    cancel: async (jobId) => {
      const job = registry.find(jobId);
      if (job === undefined) throw new JobNotActiveError(jobId);
      return await cancel(job);
    },
    estimate: async (request, onLine, signal) =>
      await askEstimate(resolveBackup(request, config()), tools(), {
        listing: request.listing ?? false,
        onLine,
        signal,
      }),
    status: () => ({
      name: config().director.name,
      version: VERSION,
      startedAt: director.startedAt,
      configLoadedAt: director.generation().loadedAt,
      jobsRun: registry.jobsRun,
      active: registry.active().map((job) => job.describe()),
      finished: registry.finished().slice(0, 50),
    }),
    activeJobs: async ({ currentFile = false } = {}) =>
      currentFile ? await withCurrentFiles(director) : registry.active().map((job) => job.describe()),
    waitFor: (jobId, signal) => registry.waitFor(jobId, signal),
    clientStatus: async (name, signal) =>
      await clientStatus(findResource('Client', name, config().clients), tools(), talk(signal)),
    storageStatus: async (name, signal) =>
      await storageStatus(findResource('Storage', name, config().storages), tools(), talk(signal)),
    labelVolume: (request) => labelByNames(request, director.generation()),
    reload: () => director.reload(),
    subscribe: (listener, jobId) => events.subscribe(listener, jobId),
  };
}

async function run(director: Director, request: RunRequest): Promise<QueuedJob> {
  const under = director.generation();
  return await director.submit(backupOrder(request, under), under);
}

async function restore(director: Director, request: RestoreRequest): Promise<QueuedJob> {
  const under = director.generation();
  const catalog = under.tools.catalog.within(ORDER_PATIENCE_MS);
  const plan = await planRestore(request, { catalog, config: under.config });
  return await director.submit(restoreOrder(plan, request, under), under);
}

async function cancel(job: Job): Promise<CancelResult> {
  const { jobId, job: name } = job.identity;
  const wasRunning = !isQueued(job.status);
  const lines = await job.cancel('Canceled by the operator');
  return { jobId, job: name, wasRunning, lines };
}

const CURRENT_FILE_MS = 3_000;

/** Each Client that has running Jobs is asked once, all at once; one that does not answer is left out. */
async function withCurrentFiles(director: Director): Promise<ActiveJob[]> {
  const { config, tools } = director.generation();
  const jobs = director.registry.active().map((job) => job.describe());
  const busy = new Set(jobs.filter(({ status }) => !isQueued(status)).map(({ client }) => client));
  const asked = [...busy].map(async (name) => {
    const client = config.clients.get(name);
    if (client === undefined) return [];
    const patience = { connectMs: CURRENT_FILE_MS, silenceMs: CURRENT_FILE_MS };
    return await runningAtClient(client, tools, patience).catch(() => []);
  });
  const running = new Map((await Promise.all(asked)).flat().map((job) => [job.job, job]));
  return jobs.map((job) => {
    const seen = running.get(job.job);
    if (seen === undefined) return job;
    const { files, bytes, currentFile } = seen;
    return { ...job, files, bytes, ...(currentFile !== undefined && { currentFile }) };
  });
}
