/** A Job that asks for Volumes, without daemons: a Catalog, a Pool, and what a Storage Daemon would say. */
import test from 'ava';
import { type Catalog, openCatalog, sql } from '../../src/catalog/index.ts';
import type { PoolResource } from '../../src/config/index.ts';
import { type Clock, Secret, systemClock, unixSeconds } from '../../src/core/index.ts';
import {
  answerCatalogRequest,
  registerPools,
  registerStorages,
  type VolumeContext,
  type VolumeRequest,
} from '../../src/director/volumes/index.ts';
import { parseVolumeAnswer, type UpdateMedia, type VolumeAnswer } from '../../src/protocol/index.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { until } from './wait.ts';

const SD_15 = 30_008;

export const poolResource = (pool: Partial<PoolResource> & { name: string }): PoolResource => ({
  description: undefined,
  poolType: 'Backup',
  labelFormat: 'Vol-',
  labelType: undefined,
  cleaningPrefix: undefined,
  useCatalog: true,
  useVolumeOnce: false,
  purgeOldestVolume: false,
  actionOnPurge: undefined,
  recycleOldestVolume: false,
  recycleCurrentVolume: false,
  maximumVolumes: 0,
  maximumVolumeJobs: 0,
  maximumVolumeFiles: 0,
  maximumVolumeBytes: 0,
  maximumPoolBytes: 0,
  catalogFiles: true,
  cacheRetentionSec: 0,
  volumeRetentionSec: 365 * 86_400,
  volumeUseDurationSec: 0,
  migrationTimeSec: 0,
  migrationHighBytes: 0,
  migrationLowBytes: 0,
  nextPool: undefined,
  storages: [],
  storageGroupPolicy: undefined,
  storageGroupPolicyThresholdBytes: 0,
  autoPrune: true,
  recycle: true,
  recyclePool: undefined,
  scratchPool: undefined,
  copyPools: [],
  catalog: undefined,
  fileRetentionSec: 0,
  jobRetentionSec: 0,
  ...pool,
});

export interface VolumeJob {
  readonly context: VolumeContext;
  readonly jobId: number;
  /** `type: text`, in the order in which they were said. */
  readonly said: readonly string[];
  /** The packet that answers. */
  ask(request: VolumeRequest): Promise<string>;
  /** FindMedia; the Volume, or undefined for `1901 No Media`. */
  find(index?: number, more?: { create?: boolean; mediaType?: string }): Promise<VolumeAnswer | undefined>;
  get(volume: string, write?: boolean): Promise<string>;
  /** UpdateMedia from the last answer on, as a Storage Daemon does. */
  update(volume: VolumeAnswer, changes?: Partial<UpdateMedia>): Promise<VolumeAnswer>;
  /** One range of data on the Volume. */
  wrote(mediaId: number, files?: [first: number, last: number]): Promise<string>;
  finish(status?: string, jobTDate?: Date): Promise<void>;
}

export interface VolumeWorld extends AsyncDisposable {
  readonly catalog: Catalog;
  /** A running Job in this Pool. */
  startJob(pool: string, more?: Partial<VolumeContext>): Promise<VolumeJob>;
}

let databases = 0;

export async function openVolumeWorld(postgres: Postgres, pools: readonly PoolResource[]): Promise<VolumeWorld> {
  const database = await postgres.createDatabase(`volumes${++databases}`);
  const catalog = await openCatalog({ ...database, password: new Secret(database.password), poolSize: 20 });
  const poolIds = await registerPools(catalog, pools);
  const storageIds = await registerStorages(catalog, [{ name: 'File1', mediaType: 'File', autochanger: false }]);
  const byName = new Map(pools.map((pool) => [pool.name, pool]));

  const startJob = async (poolName: string, more: Partial<VolumeContext> = {}): Promise<VolumeJob> => {
    const pool = byName.get(poolName);
    if (pool === undefined) throw new Error(`The test has no Pool ${poolName}`);
    const { jobId } = await catalog.one(insertRunningJob(more.clock ?? systemClock));
    const said: string[] = [];
    const context: VolumeContext = {
      catalog,
      jobId,
      jobStart: (more.clock ?? systemClock).now(),
      pruning: { director: true, job: false },
      pool,
      poolId: poolIds.get(poolName) ?? 0,
      storage: { storageId: storageIds.get('File1') ?? 0, autochanger: false, mediaType: 'File' },
      sdVersion: SD_15,
      label: LABEL,
      clock: systemClock,
      say: (type, text) => said.push(`${type}: ${text}`),
      offered: [],
      ...more,
    };
    return volumeJob(context, said);
  };
  return { catalog, startJob, [Symbol.asyncDispose]: () => catalog[Symbol.asyncDispose]() };
}

const LABEL = {
  job: 'Nightly.2026-11-20_10.12.30_03',
  jobName: 'Nightly',
  jobId: 1,
  director: 'test-dir',
  client: 'test-fd',
  level: 'Full',
  type: 'Backup',
  storage: 'File1',
  catalog: 'MyCatalog',
};

const insertRunningJob = (clock: Clock) => sql<{ jobId: number }>`
  INSERT INTO Job (Job, Name, Type, Level, ClientId, JobStatus, JobTDate, PoolId)
  VALUES (${`Nightly.${databases}`}, 'Nightly', 'B', 'F', 1, 'R', ${unixSeconds(clock.now())}, 1)
  RETURNING JobId AS "jobId"`;

function volumeJob(context: VolumeContext, said: readonly string[]): VolumeJob {
  const { jobId, catalog } = context;
  const ask = (request: VolumeRequest): Promise<string> => answerCatalogRequest(request, context);
  return {
    context,
    jobId,
    said,
    ask,
    async find(index = 1, { create = true, mediaType = 'File' } = {}) {
      const flags = { create, useProtect: false, encrypted: false, volumeType: 1 };
      return parseVolumeAnswer(
        await ask({ kind: 'find-media', jobId, index, pool: context.pool.name, mediaType, ...flags }),
      );
    },
    get: (volume, write = true) => ask({ kind: 'get-volume', jobId, volume, write }),
    async update(volume, changes = {}) {
      const packet = await ask({
        ...volume,
        kind: 'update-media',
        jobId,
        endTimeSec: unixSeconds(context.clock.now()),
        firstWrittenSec: 0,
        relabel: false,
        ...changes,
      });
      const answer = parseVolumeAnswer(packet);
      if (answer === undefined) throw new Error(packet);
      return answer;
    },
    wrote(mediaId, [firstIndex, lastIndex] = [1, 9]) {
      const address = { startFile: 0, endFile: 0, startBlock: 214, endBlock: 4785 };
      const range = { firstIndex, lastIndex, ...address, mediaId };
      return ask({ kind: 'create-job-media', jobId, ranges: [range] });
    },
    async finish(status = 'T', jobTDate = context.clock.now()) {
      await catalog.execute(sql`
        UPDATE Job SET JobStatus = ${status}, JobTDate = ${unixSeconds(jobTDate)} WHERE JobId = ${jobId}`);
    },
  };
}

const DAY_MS = 86_400_000;
export const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** A Volume with one finished Job on it. */
export async function writeVolume(job: VolumeJob, status = 'Full'): Promise<{ volume: string; mediaId: number }> {
  const found = await job.find();
  if (found === undefined) throw new Error('No Volume to write');
  await job.update(found, { relabel: true, status: 'Append', jobs: 1, blocks: 17, bytes: 1_096_923, writes: 18 });
  await job.wrote(found.mediaId);
  const named = await job.update({ ...found, status, jobs: 1, blocks: 18, bytes: 1_096_923, writes: 19 });
  await job.finish('T', job.context.clock.now());
  return { volume: named.volume, mediaId: named.mediaId };
}

/** One PostgreSQL for a file of tests, a database for each world. */
export function volumeWorlds(): (...pools: (Partial<PoolResource> & { name: string })[]) => Promise<VolumeWorld> {
  let postgres: Postgres;
  test.before(async () => {
    postgres = await startPostgres();
  });
  test.after.always(() => postgres?.[Symbol.asyncDispose]());
  return (...pools) => openVolumeWorld(postgres, pools.map(poolResource));
}

/** Resolves when somebody waits for a lock in this database. */
export async function lockAwaited(catalog: Catalog): Promise<void> {
  const waiting = sql<{ count: number }>`
    SELECT COUNT(*)::integer AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await until(async () => (await catalog.one(waiting)).count > 0, { what: 'somebody to wait for a lock' });
}
