/** Where a Job's data lies, as the Storage Daemon reports it in batches (03 §5.5). */
import { deletePlaceholders, type Queryable, storeJobMedia } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { JOB_MEDIA_CREATED, JOB_MEDIA_ERROR, type JobMediaRange } from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';

export async function createJobMedia(
  ranges: readonly JobMediaRange[],
  { catalog, jobId, say }: VolumeContext,
): Promise<ByteString> {
  if (ranges.length === 0) return JOB_MEDIA_CREATED;
  const missing = await catalog.find(storeJobMedia(jobId, ranges));
  if (missing === undefined) return JOB_MEDIA_CREATED;
  say('error', `Storage reports data on MediaId=${missing.mediaId}, which is not in the Catalog.`);
  return JOB_MEDIA_ERROR;
}

/** At the end of the Job: what only kept its new Volumes from being pruned goes. */
export async function removePlaceholders(catalog: Queryable, jobId: number): Promise<void> {
  await catalog.execute(deletePlaceholders(jobId));
}
