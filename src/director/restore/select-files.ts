/**
 * The chosen files of a chain, as FileIndex ranges for each Job. They stream in from the Catalog, so that what stays in
 * memory is the ranges. What a hard link points to comes along, because a link carries no data.
 */
import {
  type Catalog,
  hasMatch,
  type RestorableJob,
  type SelectedFile,
  selectFiles,
  unmetWishes,
} from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { decodeBase64Number } from '../../protocol/index.ts';
import type { JobFiles } from './bootstrap-parts.ts';
import { FilesNotFoundError, FilesPurgedError, shownNames } from './errors.ts';
import { fileChoice, mayBeExact, pathWish } from './file-choice.ts';
import { FileRanges } from './file-ranges.ts';
import { isPattern, patternExpression } from './wildcard.ts';

export interface Selection {
  readonly files: readonly JobFiles[];
  /** Folders whose records should be read once more at the end, for their times. */
  readonly again: readonly JobFiles[];
  /** Sentences for the Job's log. */
  readonly warnings: readonly string[];
}

/** `jobs` from the oldest to the newest; `items` left out: everything. */
export async function selectFromJobs(
  catalog: Catalog,
  jobs: readonly RestorableJob[],
  items: readonly ByteString[] | undefined,
  signal?: AbortSignal,
): Promise<Selection> {
  const purged = jobs.filter(({ purgedFiles }) => purgedFiles !== 0);
  if (purged.length > 0) return withoutRecords(jobs, purged, items);
  const jobIds = jobs.map(({ jobId }) => jobId);
  const choice = items === undefined ? undefined : fileChoice(items);
  const missing = items === undefined ? [] : await missingItems(catalog, jobIds, items);
  if (items !== undefined && missing.length === items.length) throw new FilesNotFoundError(missing, jobIds);
  const hasBase = jobs.some((job) => job.hasBase !== 0);
  const rows = catalog.stream(selectFiles(jobIds, choice, { hasBase }), signal === undefined ? {} : { signal });
  const { files, again } = await rangesOf(rows);
  if (files.length === 0) throw new FilesNotFoundError(items ?? ['any file'], jobIds);
  return { files, again, warnings: missing.length === 0 ? [] : [`Not in these backups: ${shownNames(missing)}`] };
}

/** Without file records one Job can still be read from its first file to its last; nothing can be chosen or left out. */
function withoutRecords(
  jobs: readonly RestorableJob[],
  purged: readonly RestorableJob[],
  items: readonly ByteString[] | undefined,
): Selection {
  const jobIds = purged.map(({ jobId }) => jobId);
  const [only] = jobs;
  if (only === undefined || jobs.length > 1) {
    throw new FilesPurgedError(jobIds, 'Restore its Jobs one by one, each as a whole, the oldest first; or use bscan');
  }
  if (items !== undefined) {
    throw new FilesPurgedError(jobIds, 'The Job can only be restored as a whole: leave out the choice of files');
  }
  if (only.files < 1) throw new FilesNotFoundError(['any file'], jobIds);
  return {
    files: [{ jobId: only.jobId, ranges: [{ first: 1, last: only.files }] }],
    again: [],
    warnings: [`The Catalog no longer has the file records of JobId ${only.jobId}: all of it is restored`],
  };
}

/** All paths are asked for at once; a pattern that is no path itself costs a look at every name. */
async function missingItems(
  catalog: Catalog,
  jobIds: readonly number[],
  items: readonly ByteString[],
): Promise<ByteString[]> {
  const exact = items.filter(mayBeExact);
  const wishes = exact.map(pathWish);
  const unmet = wishes.length === 0 ? [] : await catalog.query(unmetWishes(jobIds, wishes));
  const absent = [...unmet.map(({ wish }) => exact[wish - 1] ?? ''), ...items.filter((item) => !mayBeExact(item))];
  const missing = absent.filter((item) => !isPattern(item));
  for (const item of absent.filter(isPattern)) {
    const { found } = await catalog.one(hasMatch(jobIds, patternExpression(item)));
    if (!found) missing.push(item);
  }
  return missing;
}

type Rows = AsyncIterable<readonly SelectedFile[]>;

/** The rows come Job by Job, each with ascending FileIndex; then, in the same way, what is to be read again. */
export async function rangesOf(rows: Rows): Promise<Pick<Selection, 'files' | 'again'>> {
  const files = new Map<number, FileRanges>();
  const again = new Map<number, FileRanges>();
  for await (const group of rows) {
    for (const row of group) {
      const ranges = rangesIn(row.again ? again : files, row.jobId);
      ranges.add(row.fileIndex);
      const target = decodeBase64Number(row.link);
      if (target > 0) ranges.addTarget(target);
    }
  }
  return { files: finished(files), again: finished(again) };
}

function rangesIn(jobs: Map<number, FileRanges>, jobId: number): FileRanges {
  const known = jobs.get(jobId);
  if (known !== undefined) return known;
  const ranges = new FileRanges();
  jobs.set(jobId, ranges);
  return ranges;
}

const finished = (jobs: ReadonlyMap<number, FileRanges>): JobFiles[] =>
  [...jobs].map(([jobId, ranges]) => ({ jobId, ranges: ranges.finish() }));
