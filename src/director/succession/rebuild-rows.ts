/**
 * The File and JobMedia rows of a Job from what lies on its Volume. Only a session that is there to its last byte counts: the
 * Storage Daemon has counted its records and their bytes as it wrote them.
 */
import { begunRanges, dropFilesAfter, storeRebuiltRange } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { AttributeStream } from '../job/attribute-stream.ts';
import type { Resumed } from '../job/backup-brief.ts';
import { backupCatalog } from '../job/backup-catalog.ts';
import type { Job } from '../job/job.ts';
import type { JobTools } from '../job/tools.ts';
import type { Figures } from './job-at-storage.ts';
import { type OrphanPlace, placeOrphan } from './place-orphan.ts';
import { readBack } from './read-back.ts';
import type { SavedRecord } from './record-reader.ts';

export type Rebuilt = { readonly volume: ByteString; readonly files: number } | { readonly why: string };

/** `wanted`: what the Storage Daemon says that it has written. Rejects where the reading came to no end. */
export async function rebuildRows(job: Job, resumed: Resumed, wanted: Figures, tools: JobTools): Promise<Rebuilt> {
  const { catalog } = tools;
  const { jobId } = job.identity;
  const { brief, storage, facts } = resumed;
  const session = { sessionId: brief.sessionId, sessionTime: brief.sessionTime };
  const place = placeOrphan(await catalog.query(begunRanges(jobId)), session);
  if (typeof place === 'string') return { why: place };
  // What its own Director, or one that tried this before, had stored of it.
  await catalog.execute(dropFilesAfter(jobId, 0));
  const found = new Found(session);
  await using attributes = new AttributeStream(() => backupCatalog(job, facts.plan, tools).openIngest());
  const keepsFiles = facts.plan.pool.value.catalogFiles;
  const take = (record: SavedRecord) => {
    found.count(record);
    return keepsFiles ? attributes.take(record) : undefined;
  };
  const ends = await readBack(job, { plan: facts.plan, storage, parts: place.parts, session, take }, tools);
  const why = found.differsFrom(wanted);
  if (why !== undefined) {
    await attributes.abort();
    await catalog.execute(dropFilesAfter(jobId, 0));
    return { why };
  }
  await attributes.finish();
  const volumeBytes = ends.get(place.volume);
  if (found.lastIndex > 0 && !isTold(place.open, volumeBytes)) {
    await catalog.execute(storeRebuiltRange(jobId, { ...place.open, lastIndex: found.lastIndex, volumeBytes }));
  }
  return { volume: place.volume, files: attributes.files };
}

/** Its Storage Daemon had told all of it to the Director that ended. */
const isTold = ({ startFile, startBlock }: OrphanPlace['open'], volumeBytes: number | undefined): boolean =>
  volumeBytes !== undefined && startFile * 2 ** 32 + startBlock >= volumeBytes;

class Found {
  readonly #session: { readonly sessionId: number; readonly sessionTime: number };
  #bytes = 0;
  #strange: string | undefined;
  /** FileIndexes come in order, and none is left out. */
  lastIndex = 0;

  constructor(session: { readonly sessionId: number; readonly sessionTime: number }) {
    this.#session = session;
  }

  count({ sessionId, sessionTime, fileIndex, record }: SavedRecord): void {
    if (sessionId !== this.#session.sessionId || sessionTime !== this.#session.sessionTime) {
      this.#strange ??= 'records of another Job came from its Volume';
    }
    if (fileIndex !== this.lastIndex && fileIndex !== this.lastIndex + 1) {
      this.#strange ??= `file ${fileIndex} follows file ${this.lastIndex} on its Volume`;
    }
    this.lastIndex = fileIndex;
    this.#bytes += record.length;
  }

  differsFrom({ files, bytes }: Figures): string | undefined {
    if (this.#strange !== undefined) return this.#strange;
    if (this.lastIndex === files && this.#bytes === bytes) return undefined;
    return `its Volume has ${this.lastIndex} files and ${this.#bytes} bytes of it, its Storage Daemon had written ${files} and ${bytes}`;
  }
}
