/** Where a Job's data lies, as the Storage Daemon reports it in batches (03 §5.5). */
import {
  deletePlaceholders,
  insertJobMedia,
  knownMediaIds,
  type Queryable,
  setEndOfData,
} from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { isDummyRange, JOB_MEDIA_CREATED, JOB_MEDIA_ERROR, type JobMediaRange } from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';

export async function createJobMedia(
  ranges: readonly JobMediaRange[],
  { catalog, jobId, say }: VolumeContext,
): Promise<ByteString> {
  if (ranges.length === 0) return JOB_MEDIA_CREATED;
  const missing = await catalog.transaction((transaction) => store(transaction, jobId, ranges), { repeatable: true });
  if (missing === undefined) return JOB_MEDIA_CREATED;
  say('error', `Storage reports data on MediaId=${missing}, which is not in the Catalog.`);
  return JOB_MEDIA_ERROR;
}

/** The MediaId that nobody knows, if there is one: then nothing is stored. */
async function store(
  transaction: Queryable,
  jobId: number,
  ranges: readonly JobMediaRange[],
): Promise<number | undefined> {
  const wanted = [...new Set(ranges.map(({ mediaId }) => mediaId))];
  const known = new Set((await transaction.query(knownMediaIds(wanted))).map(({ mediaId }) => mediaId));
  const missing = wanted.find((mediaId) => !known.has(mediaId));
  if (missing !== undefined) return missing;
  await transaction.execute(insertJobMedia(jobId, ranges));
  const written = ranges.filter((range) => !isDummyRange(range));
  if (written.length > 0) await transaction.execute(setEndOfData(written));
  return undefined;
}

/** At the end of the Job: what only kept its new Volumes from being pruned goes. */
export async function removePlaceholders(catalog: Queryable, jobId: number): Promise<void> {
  await catalog.execute(deletePlaceholders(jobId));
}
