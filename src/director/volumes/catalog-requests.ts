/**
 * One request of a Storage Daemon, one answer (03 §5). Answering is not reading: it may recycle, prune, create or
 * expire Volumes, each time in one transaction, so that a Director that dies in the middle has done nothing.
 */
import type { VolumeContext } from './context.ts';
import type { CatalogAnswer, CatalogRequest } from './requests.ts';

export async function answerCatalogRequest(request: CatalogRequest, _context: VolumeContext): Promise<CatalogAnswer> {
  return { kind: 'refused', code: 1990, text: `Invalid Catalog Request: ${request.kind}` };
}
