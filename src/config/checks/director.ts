/** What the resources of bacula-dir.conf must be together (07 §9.25), and what is probably not meant. */
import type { RawResource } from '../language/raw-resource.ts';
import type { Finding, Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';
import { nearestHint } from '../nearest.ts';
import type { CatalogResource } from '../resources/director/catalog.ts';
import type { ClientResource } from '../resources/director/client.ts';
import type { FileSetResource } from '../resources/director/file-set.ts';
import type { JobResource } from '../resources/director/job.ts';
import type { PoolResource } from '../resources/director/pool.ts';
import { POOL_TYPES } from '../resources/keywords.ts';
import { checkTlsFiles } from './tls.ts';

const MAX_VOLUME_BYTES_MIN = 1_000_000;

/** The resources of a kind, as they will be, and as they stand in the file. */
function* each<R>(index: ResourceIndex, kind: string): Generator<{ resource: R; raw: RawResource }> {
  for (const { raw, object } of index.of(kind).values()) yield { resource: object as R, raw };
}

export function checkDirector(index: ResourceIndex, file: string, report: Report): void {
  const missing = (kind: string): void => {
    if (index.of(kind).size > 0) return;
    report({ file, line: 1, column: 1, length: 1, message: `There is no ${kind} resource`, expected: `${kind} { … }` });
  };
  for (const kind of ['Job', 'Client', 'Catalog', 'Messages']) missing(kind);
  for (const { raw } of each(index, 'Director')) {
    if (!raw.mentioned.has('messages')) {
      report({ ...raw.at, message: 'Director needs the directive Messages' });
    }
  }
  for (const { resource, raw } of each<ClientResource>(index, 'Client')) checkClientAddress(resource, raw, report);
  for (const { resource, raw } of each<PoolResource>(index, 'Pool')) checkPool(resource, raw, report);
  for (const { resource, raw } of each<JobResource>(index, 'Job')) checkJob(resource, raw, report);
  for (const { resource, raw } of each<FileSetResource>(index, 'FileSet')) checkFileSet(resource, raw, report);
  for (const { resource, raw } of each<CatalogResource>(index, 'Catalog')) checkCatalog(resource, raw, report);
  checkTlsFiles(index, { listening: ['Director', 'Console'], calling: ['Client'] }, report);
}

/** Where a property was mentioned; the resource's name where it was not. */
const placeOf = (raw: RawResource, key: string): Omit<Finding, 'message'> => raw.mentioned.get(key) ?? raw.nameAt;

function checkClientAddress(client: ClientResource, raw: RawResource, report: Report): void {
  if (raw.mentioned.has('address') || client.allowFdConnections) return;
  report({
    ...raw.at,
    message: 'Client needs the directive Address',
    hint: 'Only a Client with AllowFdConnections may do without',
  });
}

function checkPool({ poolType, maximumVolumeBytes }: PoolResource, raw: RawResource, report: Report): void {
  if (raw.values.has('poolType') && !POOL_TYPES.some((type) => type.toLowerCase() === poolType.toLowerCase())) {
    report({
      ...placeOf(raw, 'poolType'),
      message: `${JSON.stringify(poolType)} is no type of a Pool`,
      expected: `one of ${POOL_TYPES.join(', ')}`,
      ...nearestHint(poolType, POOL_TYPES),
    });
  }
  if (maximumVolumeBytes > 0 && maximumVolumeBytes < MAX_VOLUME_BYTES_MIN) {
    const expected = 'at least 1 MB, or 0 for no limit';
    // 15.x refuses it; 9.6.7 does not, and its files are to work as they are.
    report({
      severity: 'warning',
      ...placeOf(raw, 'maximumVolumeBytes'),
      message: `A Volume of ${maximumVolumeBytes} bytes is too small`,
      expected,
    });
  }
}

function checkJob(job: JobResource, raw: RawResource, report: Report): void {
  const { pool } = job;
  const known = raw.mentioned.has('pool') && pool !== undefined;
  if (known && !raw.mentioned.has('storages') && pool.storages.length === 0) {
    report({ ...raw.nameAt, message: `No Storage, neither in Job ${JSON.stringify(job.name)} nor in its Pool` });
  }
  if (known && pool.poolType?.toLowerCase() === 'scratch') {
    report({ ...placeOf(raw, 'pool'), message: 'A Scratch pool cannot be the Pool of a Job' });
  }
  if (job.rescheduleOnError && job.rescheduleTimes === 0) {
    const hint = 'RescheduleTimes = 0 means no limit';
    report({
      severity: 'warning',
      ...placeOf(raw, 'rescheduleOnError'),
      message: 'A Job that fails is run again and again',
      hint,
    });
  }
}

function checkFileSet({ includes }: FileSetResource, raw: RawResource, report: Report): void {
  if (includes.some(({ entries }) => entries.length > 0)) return;
  report({
    severity: 'warning',
    ...raw.nameAt,
    message: `FileSet ${JSON.stringify(raw.name)} names nothing to back up`,
  });
}

function checkCatalog({ dbDriver }: CatalogResource, raw: RawResource, report: Report): void {
  if (dbDriver === undefined || /^postgresql$/i.test(dbDriver)) return;
  report({
    severity: 'warning',
    ...placeOf(raw, 'dbDriver'),
    message: `Only PostgreSQL carries a Catalog here, not ${dbDriver}`,
  });
}
