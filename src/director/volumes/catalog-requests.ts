/**
 * One request of a Storage Daemon, one answer (03 §5). Answering is not reading: it may recycle, prune, create or
 * expire Volumes, each in one transaction, so that a Director that dies in the middle has done nothing.
 */
import type { ByteString } from '../../core/index.ts';
import {
  type CatalogRequest,
  type CreateJobMedia,
  FILE_MEDIA_CREATED,
  formatInvalidRequest,
  type JobMediaRange,
} from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';
import { createJobMedia } from './create-job-media.ts';
import { findMedia } from './find-media.ts';
import { getVolume } from './get-volume.ts';
import { updateMedia } from './update-media.ts';

/** As the protocol room reads them; the ranges that follow CreateJobMedia, up to EOD, are put into its request. */
export type VolumeRequest =
  | Exclude<CatalogRequest, CreateJobMedia>
  | (CreateJobMedia & { readonly ranges: readonly JobMediaRange[] })
  | { readonly kind: 'unknown-request'; readonly text: ByteString };

/** The packet to send back. Only a Catalog that is lost throws; whatever else goes wrong is an answer. */
export async function answerCatalogRequest(request: VolumeRequest, context: VolumeContext): Promise<ByteString> {
  switch (request.kind) {
    case 'find-media':
      return findMedia(request, context);
    case 'get-volume':
      return getVolume(request, context);
    case 'update-media':
      return updateMedia(request, context);
    case 'create-job-media':
      return createJobMedia(request.ranges, context);
    // An index into big files for plugins that we do not drive: a restore without it reads the whole range.
    case 'create-file-media':
      return FILE_MEDIA_CREATED;
    case 'unknown-request':
      return formatInvalidRequest(request.text);
  }
}
