/**
 * One request of a Storage Daemon, one answer (03 §5). Answering is not reading: it may recycle, prune, create or
 * expire Volumes, each in one transaction, so that a Director that dies in the middle has done nothing.
 */
import { AppError, type ByteString, describeError, toByteString } from '../../core/index.ts';
import {
  type CatalogRequest,
  type CreateJobMedia,
  FILE_MEDIA_CREATED,
  formatInvalidRequest,
  JOB_MEDIA_ERROR,
  type JobMediaRange,
  UPDATE_MEDIA_ERROR,
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
      return orRefuse(updateMedia(request, context), UPDATE_MEDIA_ERROR, context);
    case 'create-job-media':
      return orRefuse(createJobMedia(request.ranges, context), JOB_MEDIA_ERROR, context);
    // An index into big files for plugins that we do not drive: a restore without it reads the whole range.
    case 'create-file-media':
      return FILE_MEDIA_CREATED;
    case 'unknown-request':
      return formatInvalidRequest(request.text);
  }
}

/** A number that no column can hold is the Storage's fault, not the Catalog's: it is told, and the Job hears of it. */
async function orRefuse(answer: Promise<ByteString>, refusal: ByteString, context: VolumeContext): Promise<ByteString> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'CATALOG_STATEMENT')) throw error;
    context.say('error', toByteString(describeError(error)));
    return refusal;
  }
}
