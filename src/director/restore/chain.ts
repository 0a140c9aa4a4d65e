/** The Jobs that a restore is made from, oldest first; or why there are none, with what there is instead. */
import {
  type Catalog,
  clientsWithBackups,
  type FileSetOfClient,
  fileSetsOfClient,
  isGood,
  type RestorableJob,
  restorableJob,
  restoreChain,
} from '../../catalog/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import { NothingToRestoreError, RestoreAmbiguousError, shownNames } from './errors.ts';
import type { RestoreSource } from './request.ts';

type PointInTime = Extract<RestoreSource, { kind: 'point-in-time' }>;

/** One Job by its number: alone, whatever its level. */
export async function jobToRestore(catalog: Catalog, jobId: number): Promise<RestorableJob> {
  const job = await catalog.find(restorableJob(jobId));
  if (job === undefined) {
    throw new NothingToRestoreError(`The Catalog has no JobId ${jobId}`, '`list jobs` shows the Jobs that there are');
  }
  checkRestorable(job);
  return job;
}

/** Copies hold data like backups. What ended badly may be incomplete, but what it wrote can be read. */
export function checkRestorable({ jobId, type, status }: Pick<RestorableJob, 'jobId' | 'type' | 'status'>): void {
  if (type !== 'B' && type !== 'C') {
    throw new NothingToRestoreError(`JobId ${jobId} is no backup (its type is ${type})`, '`list jobs` shows the types');
  }
  if (!isGood(status) && !'IEfA'.includes(status)) {
    throw new NothingToRestoreError(`JobId ${jobId} has not ended yet (its status is ${status})`);
  }
}

/** Last Full, last Differential after it, Incrementals after those. */
export async function chainToRestore(catalog: Catalog, point: PointInTime): Promise<RestorableJob[]> {
  const fileSets = await catalog.query(fileSetsOfClient(point.client, point.before));
  const fileSet = point.fileSet ?? (await onlyFileSet(catalog, point, fileSets));
  const chain = await catalog.query(restoreChain({ ...point, fileSet }));
  if (chain.length > 0) return chain;
  throw await whyNothing(catalog, { ...point, fileSet }, fileSets);
}

async function onlyFileSet(catalog: Catalog, point: PointInTime, fileSets: FileSetOfClient[]): Promise<ByteString> {
  const usable = fileSets.filter(({ fulls }) => fulls > 0);
  const [first, second] = usable;
  if (first === undefined) throw await whyNothing(catalog, point, fileSets);
  if (second === undefined) return first.fileSet;
  throw new RestoreAmbiguousError(
    `Client "${displayText(point.client)}" has backups of several FileSets`,
    `Name one of them: ${shownNames(usable.map(({ fileSet }) => fileSet))}`,
  );
}

async function whyNothing(catalog: Catalog, point: PointInTime, fileSets: FileSetOfClient[]): Promise<Error> {
  const client = `Client "${displayText(point.client)}"`;
  if (fileSets.length === 0) {
    const clients = (await catalog.query(clientsWithBackups())).map((row) => row.client);
    return new NothingToRestoreError(
      `${client} has no good backup in the Catalog`,
      clients.length === 0 ? 'No Client has one yet' : `These have: ${shownNames(clients)}`,
    );
  }
  const known = fileSets.find(({ fileSet }) => fileSet === point.fileSet);
  if (point.fileSet !== undefined && known === undefined) {
    return new NothingToRestoreError(
      `${client} has no good backup of FileSet "${displayText(point.fileSet)}"`,
      `It has backups of: ${shownNames(fileSets.map(({ fileSet }) => fileSet))}`,
    );
  }
  return new NothingToRestoreError(
    `${client} has no Full backup${moment(point.before)}`,
    firstFulls(known === undefined ? fileSets : [known]),
  );
}

const moment = (before: Date | undefined): string =>
  before === undefined ? ' that can be read' : ` from before ${localTime(before)}`;

const firstFulls = (fileSets: readonly FileSetOfClient[]): string =>
  fileSets
    .map(({ fileSet, firstFull }) =>
      firstFull === null
        ? `FileSet "${displayText(fileSet)}" has no Full at all`
        : `The first Full of FileSet "${displayText(fileSet)}" is from ${localTime(firstFull)}`,
    )
    .join('; ');

const two = (value: number): string => String(value).padStart(2, '0');
const localTime = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
  `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
