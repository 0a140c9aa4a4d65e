/** A Director and a Catalog of a few lines, for the routes. */
import type { CatalogListings, ConsoleServices, ListedJob } from '../../../src/console/index.ts';
import { createLogger } from '../../../src/core/index.ts';
import {
  type ActiveJob,
  type DirectorEvent,
  type DirectorService,
  type FinishedJob,
  JobNotActiveError,
  openConsoleMessages,
  type RestoreRequest,
} from '../../../src/director/index.ts';

export const AT = new Date('2026-11-20T09:32:46Z');

export const active: ActiveJob = {
  jobId: 7,
  job: 'Nightly.2026-11-20_09.32.46_03',
  name: 'Nightly',
  client: 'gr\xc3\xbcn-fd',
  type: 'B',
  level: 'F',
  status: 'R',
  statusText: 'is running',
  priority: 10,
  scheduledAt: AT,
  startedAt: AT,
  files: 3,
  bytes: 4000,
  bytesPerSecond: 1000.5,
  errors: 0,
};
export const finished: FinishedJob = {
  jobId: 7,
  job: active.job,
  name: 'Nightly',
  client: 'tst-fd',
  type: 'B',
  level: 'F',
  status: 'T',
  statusText: 'Backup OK',
  files: 28,
  bytes: 5_002_429_235,
  errors: 0,
  startedAt: AT,
  endedAt: AT,
};
export const listed: ListedJob = {
  jobId: 7,
  job: active.job,
  name: 'Nightly',
  type: 'B',
  level: 'F',
  client: 'tst-fd',
  fileSet: 'Home',
  pool: 'Default',
  status: 'T',
  scheduledAt: AT,
  startedAt: AT,
  endedAt: undefined,
  files: 28,
  bytes: 5_002_429_235,
  errors: 0,
  comment: '',
};

export interface Fake {
  readonly services: ConsoleServices;
  readonly calls: unknown[][];
  readonly logged: string[];
  emit(event: DirectorEvent): void;
  end(job: FinishedJob): void;
}

export function fakeServices(
  over: { director?: Partial<DirectorService<RestoreRequest>>; listings?: Partial<CatalogListings> } = {},
): Fake {
  const calls: unknown[][] = [];
  const logged: string[] = [];
  const listeners = new Set<(event: DirectorEvent) => void>();
  const ended = Promise.withResolvers<FinishedJob>();
  const queued = { jobId: 7, job: active.job };
  const director: DirectorService<RestoreRequest> = {
    name: 'tst-dir',
    run: async (request) => {
      calls.push(['run', request]);
      return queued;
    },
    restore: async (request) => {
      calls.push(['restore', request]);
      return queued;
    },
    cancel: async (jobId) => {
      calls.push(['cancel', jobId]);
      if (jobId !== 7) throw new JobNotActiveError(jobId);
      return { ...queued, wasRunning: true, lines: ['2001 Job marked to be canceled.\n'] };
    },
    estimate: async (request, onLine) => {
      calls.push(['estimate', request]);
      await onLine?.('-rw 1 root /etc/gr\xfcn\n');
      return { files: 1, bytes: 2, level: 'F', messages: [] };
    },
    status: () => ({
      name: 'tst-dir',
      version: '0.1.0',
      startedAt: AT,
      configLoadedAt: AT,
      jobsRun: 1,
      active: [active],
      finished: [finished],
    }),
    activeJobs: async () => [active],
    waitFor: async (jobId) => (jobId === 7 ? await ended.promise : undefined),
    clientStatus: async (name) => `${name} Version: 15.0.3\nRunning Jobs:\n\x1b[31m`,
    storageStatus: async (name) => `${name} Version: 15.0.3\n`,
    labelVolume: async (request) => {
      calls.push(['labelVolume', request]);
      const { volume, pool, storage } = request;
      return { volume, pool, storage, mediaType: 'File1', mediaId: 2, bytes: 234, lines: ['3000 OK label.'] };
    },
    reload: async () => ({ applied: false, problems: ['a.conf:3:1: no such directive'] }),
    subscribe: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    ...over.director,
  };
  const listings: CatalogListings = {
    jobs: async (filter) => {
      calls.push(['jobs', filter]);
      return filter.jobId === undefined || filter.jobId === 7 ? [listed] : [];
    },
    jobLog: async () => [{ at: AT, text: 'tst-dir JobId 7: Start\n  two\n' }],
    volumesOfJob: async () => ['Vol-0001'],
    files: async (_jobId, page) => {
      calls.push(['files', page]);
      return ['/etc/passwd', '/tmp/\xff\n'].map((name, index) => ({
        fileIndex: index + 1,
        name,
        mode: 0o100644,
        size: 12,
        modifiedAt: AT,
      }));
    },
    volumes: async (filter) => {
      calls.push(['volumes', filter]);
      return [
        {
          mediaId: 1,
          name: 'Vol-0001',
          pool: 'Default',
          status: 'Append',
          enabled: true,
          mediaType: 'File1',
          storage: 'File1',
          jobs: 1,
          files: 0,
          bytes: 5_006_763_803,
          retentionSec: 31_536_000,
          recycle: true,
          firstWrittenAt: AT,
          lastWrittenAt: undefined,
        },
      ];
    },
    pools: async () => [
      {
        poolId: 1,
        name: 'Default',
        type: 'Backup',
        volumes: 1,
        maxVolumes: 0,
        retentionSec: 31_536_000,
        labelFormat: '*',
      },
    ],
    clients: async () => [
      { clientId: 1, name: 'tst-fd', uname: '15.0.3', fileRetentionSec: 5_184_000, jobRetentionSec: 15_552_000 },
    ],
    fileSets: async () => [{ fileSetId: 1, name: 'Home', md5: 'abc', createdAt: AT }],
    storages: async () => [{ storageId: 1, name: 'File1', autochanger: false }],
    ...over.listings,
  };
  return {
    services: {
      director,
      listings,
      consoleMessages: openConsoleMessages(),
      logger: createLogger('warn', { write: (line) => logged.push(line) }),
    },
    calls,
    logged,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    end: (job) => ended.resolve(job),
  };
}
