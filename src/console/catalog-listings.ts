/** The lists, read from the Catalog. */
import {
  type Catalog,
  filesOfJobPage,
  type ListedJob as JobRow,
  listClients,
  listFileSets,
  listJobs,
  listPools,
  listStorages,
  listVolumes,
  logOfJob,
  volumesOfJob,
} from '../catalog/index.ts';
import { decodeLStat } from '../protocol/index.ts';
import type { CatalogListings, JobFilter, ListedJob } from './listings.ts';

export function catalogListings(catalog: Catalog): CatalogListings {
  return {
    jobs: async (filter) => {
      const rows = await catalog.query(listJobs(rowFilter(filter)));
      return rows.filter(({ jobId }) => filter.jobId === undefined || jobId === filter.jobId).map(listedJob);
    },
    jobLog: async (jobId) => (await catalog.query(logOfJob(jobId))).map(({ time, text }) => ({ at: time, text })),
    volumesOfJob: async (jobId) => (await catalog.query(volumesOfJob(jobId))).map(({ volumeName }) => volumeName),
    files: async (jobId, page) =>
      (await catalog.query(filesOfJobPage(jobId, page))).map(({ fileIndex, path, name, lstat }) => {
        const { mode, sizeBytes, mtimeSec } = decodeLStat(lstat);
        return { fileIndex, name: path + name, mode, size: sizeBytes, modifiedAt: new Date(mtimeSec * 1000) };
      }),
    volumes: async ({ pool }) =>
      (await catalog.query(listVolumes(pool))).map(({ firstWritten, lastWritten, ...volume }) => ({
        ...volume,
        enabled: volume.enabled === 1,
        recycle: volume.recycle === 1,
        firstWrittenAt: firstWritten ?? undefined,
        lastWrittenAt: lastWritten ?? undefined,
      })),
    pools: () => catalog.query(listPools()),
    clients: () => catalog.query(listClients()),
    fileSets: async () =>
      (await catalog.query(listFileSets())).map(({ createTime, ...fileSet }) => ({
        ...fileSet,
        createdAt: createTime,
      })),
    storages: async () =>
      (await catalog.query(listStorages())).map((storage) => ({ ...storage, autochanger: storage.autochanger !== 0 })),
  };
}

type RowFilter = NonNullable<Parameters<typeof listJobs>[0]>;

/** A letter that no Job can have matches nothing, as it should. */
const letters = <L>(letter: string | undefined): readonly L[] | undefined =>
  letter === undefined ? undefined : [letter as L];

const rowFilter = (filter: JobFilter): RowFilter => ({
  name: filter.name,
  client: filter.client,
  statuses: letters(filter.status),
  levels: letters(filter.level),
  types: letters(filter.type),
  beforeJobId: filter.jobId === undefined ? filter.before : filter.jobId + 1,
  limit: filter.jobId === undefined ? filter.limit : 1,
});

const listedJob = (row: JobRow): ListedJob => ({
  jobId: row.jobId,
  job: row.job,
  name: row.name,
  type: row.type,
  level: row.level,
  client: row.client ?? '',
  fileSet: row.fileSet ?? '',
  pool: row.pool ?? '',
  status: row.jobStatus,
  scheduledAt: row.schedTime ?? undefined,
  startedAt: row.startTime ?? undefined,
  endedAt: row.realEndTime ?? row.endTime ?? undefined,
  files: row.jobFiles,
  bytes: row.jobBytes,
  errors: row.jobErrors,
  comment: row.comment ?? '',
});
