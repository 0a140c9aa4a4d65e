/** Where a Job's data lies, as the Storage Daemon reports it in batches (03 §5.5). */
import { storeJobMedia } from '../../catalog/index.ts';
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
