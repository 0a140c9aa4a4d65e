/**
 * The Catalog behind a Job, as a Storage Daemon sees it, small but real: Volumes have states, figures and limits, labels
 * are made by number, and what a Director would only find out much later is checked at once: no figure may promise a
 * byte that is not in the file.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageJob, VolumeCatalog, VolumeQuery, VolumeVerdict } from '../../src/daemons/storage/media/index.ts';
import type { JobMediaRange, UpdateMedia, VolumeAnswer } from '../../src/protocol/index.ts';

export interface FakeRow extends VolumeAnswer {
  pool: string;
  mediaType: string;
  /** Order of the last writes. */
  written: number;
}

export interface FakeCatalogOptions {
  /** Where Volumes lie, so that figures can be compared. */
  readonly folder?: string;
  /** Up to where what was written to a Volume survives a power failure. */
  readonly safeBytes?: (volume: string) => number;
  /** Names new Volumes `<prefix>0001` …; none are made without it. */
  readonly prefix?: string;
  /** For Volumes that are made. */
  readonly limits?: Partial<VolumeAnswer>;
}

export class FakeCatalog {
  readonly rows = new Map<string, FakeRow>();
  readonly jobMedia: (JobMediaRange & { jobId: number; volume: string })[] = [];
  /** Every request in a few words. */
  readonly requests: string[] = [];
  /** What should never have been said. */
  readonly broken: string[] = [];
  readonly #options: FakeCatalogOptions;
  #clock = 0;

  constructor(options: FakeCatalogOptions = {}) {
    this.#options = options;
  }

  add(volume: string, values: Partial<FakeRow> = {}): FakeRow {
    const row = { ...newRow(volume, this.rows.size + 1), ...this.#options.limits, ...values };
    this.rows.set(volume, row);
    return row;
  }

  row(volume: string): FakeRow {
    const row = this.rows.get(volume);
    if (row === undefined) throw new Error(`No Volume ${volume} in the Catalog`);
    return row;
  }

  set(volume: string, values: Partial<FakeRow>): void {
    this.rows.set(volume, { ...this.row(volume), ...values });
  }

  /** Ranges of a Job, dummies left out. */
  ranges(jobId: number): (JobMediaRange & { volume: string })[] {
    return this.jobMedia.filter((range) => range.jobId === jobId && range.firstIndex > 0);
  }

  protected asked(request: string): void {
    this.requests.push(request);
  }

  // --- what a Director does

  find(query: VolumeQuery): VolumeVerdict {
    this.asked(`FindMedia=${query.index}${query.create ? '' : ' create=0'}`);
    const own = [...this.rows.values()].filter((row) => row.pool === query.pool && row.mediaType === query.mediaType);
    for (const row of own) this.#expire(row.volume);
    const candidates = ['Append', 'Recycle', 'Purged'].flatMap((status) =>
      own.filter((row) => this.row(row.volume).status === status).toSorted((a, b) => b.written - a.written),
    );
    const found = candidates[query.index - 1] ?? (query.create ? this.#create(query) : undefined);
    if (found === undefined) return { kind: 'refused', why: '1901 No Media. ' };
    return this.#granted(this.#recycled(found.volume));
  }

  get(volume: string, write: boolean, pool: string): VolumeVerdict {
    this.asked(`GetVolInfo ${volume} write=${write ? 1 : 0}`);
    const row = this.rows.get(volume);
    if (row === undefined) return { kind: 'refused', why: `1997 Volume "${volume}" not in catalog.` };
    if (write) this.#expire(volume);
    const { status } = this.#recycled(volume, write);
    const why = row.pool === pool ? 'but should be Append, Purged or Recycle' : 'not in Pool';
    const isFit = (status === 'Append' || status === 'Recycle') && row.pool === pool;
    if (write && !isFit)
      return { kind: 'refused', why: `1998 Volume "${volume}" catalog status is ${status}, ${why}.` };
    return this.#granted(this.row(volume));
  }

  update(update: Omit<UpdateMedia, 'kind' | 'jobId'>): VolumeVerdict {
    const { volume, relabel, bytes, jobs, blocks, status } = update;
    this.asked(`UpdateMedia ${volume} ${status} relabel=${relabel ? 1 : 0} jobs=${jobs}`);
    const row = this.rows.get(volume);
    if (row === undefined) return { kind: 'refused', why: `1991 Catalog Request for vol=${volume} failed: none` };
    this.#check(bytes <= this.#size(volume), `${volume}: ${bytes} bytes told, ${this.#size(volume)} safe`);
    const written = blocks === row.blocks ? row.written : ++this.#clock;
    const { endTimeSec: _, relabel: __, firstWrittenSec: ___, ...figures } = update;
    const { maxBytes, maxJobs, maxFiles, mediaId } = row;
    this.rows.set(volume, { ...row, ...figures, maxBytes, maxJobs, maxFiles, mediaId, written });
    this.#expire(volume);
    return this.#granted(this.row(volume));
  }

  create(ranges: readonly JobMediaRange[], jobId: number): void {
    this.asked(`CreateJobMedia ${ranges.map((r) => `${r.firstIndex}-${r.lastIndex}`).join(' ')}`);
    for (const range of ranges) {
      const row = [...this.rows.values()].find(({ mediaId }) => mediaId === range.mediaId);
      if (row === undefined) throw new Error('1992 Create JobMedia error');
      const end = range.endFile * 2 ** 32 + range.endBlock;
      this.#check(end < this.#size(row.volume), `${row.volume}: range up to ${end}, ${this.#size(row.volume)} safe`);
      this.jobMedia.push({ ...range, jobId, volume: row.volume });
    }
  }

  #granted({ pool: _, mediaType: __, written: ___, ...volume }: FakeRow): VolumeVerdict {
    return { kind: 'granted', volume };
  }

  #create({ pool, mediaType }: VolumeQuery): FakeRow | undefined {
    const { prefix } = this.#options;
    if (prefix === undefined) return undefined;
    return this.add(`${prefix}${`${this.rows.size + 1}`.padStart(4, '0')}`, { pool, mediaType });
  }

  /** Limits turn a Volume, as 08a §3 has it. */
  #expire(volume: string): void {
    const { status, jobs, bytes, maxBytes, maxJobs } = this.row(volume);
    if (status !== 'Append' || jobs === 0) return;
    if (maxBytes > 0 && bytes >= maxBytes) this.set(volume, { status: 'Full' });
    else if (maxJobs > 0 && jobs >= maxJobs) this.set(volume, { status: 'Used' });
  }

  #recycled(volume: string, write = true): FakeRow {
    const fresh = { status: 'Recycle', jobs: 0, files: 0, blocks: 0, errors: 0, bytes: 1 };
    if (write && this.row(volume).status === 'Purged') this.set(volume, fresh);
    return this.row(volume);
  }

  /** Of the file, as far as it is safe. */
  #size(volume: string): number {
    const { folder, safeBytes } = this.#options;
    const size = folder === undefined ? Number.POSITIVE_INFINITY : (fileSize(join(folder, volume)) ?? 1);
    return Math.min(size, safeBytes?.(volume) ?? size);
  }

  #check(holds: boolean, what: string): void {
    if (!holds) this.broken.push(what);
  }
}

const fileSize = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.size;

const newRow = (volume: string, mediaId: number): FakeRow => ({
  volume,
  mediaId,
  pool: 'Default',
  mediaType: 'File',
  written: 0,
  jobs: 0,
  files: 0,
  blocks: 0,
  bytes: 0,
  alignedBytes: 0,
  holeBytes: 0,
  holes: 0,
  mounts: 0,
  errors: 0,
  writes: 0,
  maxBytes: 0,
  status: 'Append',
  slot: 0,
  inChanger: false,
  readTimeUs: 0,
  writeTimeUs: 0,
  volumeType: 0,
  parts: 0,
  cloudParts: 0,
  lastPartBytes: 0,
  enabled: 1,
  recycle: true,
  protected: false,
  useProtect: false,
  encrypted: false,
  capacityBytes: 0,
  maxJobs: 0,
  maxFiles: 0,
  endFile: 0,
  endBlock: 0,
  labelType: 0,
  scratchPoolId: 0,
  maxPoolBytes: 0,
  poolBytes: 0,
  retentionSec: 0,
});

export interface FakeJob extends StorageJob {
  /** `type: text` of each message. */
  readonly said: string[];
  readonly statuses: string[];
  /** Rejects every request from here on, as when the Director is gone. */
  lost: Error | undefined;
  cancel(): void;
}

/** A Job whose Director has this Catalog. `pool` is the one of its writing. */
export function fakeJob(
  catalog: FakeCatalog,
  jobId: number,
  values: Partial<StorageJob> & { pool?: string } = {},
): FakeJob {
  const { pool = 'Default', ...rest } = values;
  const said: string[] = [];
  const statuses: string[] = [];
  const ended = new AbortController();
  const job: FakeJob = {
    jobId,
    job: `Backup.2026-11-20_10.00.00_${jobId}`,
    jobName: 'Backup',
    client: 'tst-fd',
    fileSet: 'Small Set',
    fileSetMd5: 'q6+C/7YtbSYXBA+td/+JgA',
    type: 'B',
    level: 'F',
    sessionId: jobId,
    sessionTime: 1_795_000_000,
    preferMounted: true,
    said,
    statuses,
    lost: undefined,
    catalog: catalogOf(catalog, jobId, pool, () => job.lost),
    say: (type, text) => void said.push(`${type}: ${text}`),
    status: (letter) => void statuses.push(letter),
    signal: ended.signal,
    cancel: () => ended.abort(new Error('Canceled by the test')),
    ...rest,
  };
  return job;
}

function catalogOf(catalog: FakeCatalog, jobId: number, pool: string, lost: () => Error | undefined): VolumeCatalog {
  let asking = false;
  // A Director answers after a while; and of one Job only one request at a time.
  const answer = async <T>(work: () => T): Promise<T> => {
    if (asking) catalog.broken.push(`Job ${jobId} asks twice at once`);
    asking = true;
    await new Promise((resolve) => setImmediate(resolve));
    asking = false;
    const error = lost();
    if (error !== undefined) throw error;
    return work();
  };
  return {
    findMedia: (query) => answer(() => catalog.find(query)),
    getVolume: (volume, write) => answer(() => catalog.get(volume, write, pool)),
    updateMedia: (update) => answer(() => catalog.update(update)),
    createJobMedia: (ranges) => answer(() => catalog.create(ranges, jobId)),
  };
}
