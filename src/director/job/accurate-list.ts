/** What an accurate Job tells its Client: the Catalog's view of the chain, in groups, as fast as they are taken (02 §8). */
import { backupChain, type Catalog, type FileRow, jobsById, newestFiles } from '../../catalog/index.ts';
import type { FileSetResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import { formatAccurateFile } from '../../protocol/index.ts';
import type { BackupPlan } from './backup-plan.ts';
import { BrokenChainError } from './errors.ts';

export interface AccurateList {
  /** An upper estimate, by which the Client sizes its table. */
  readonly files: number;
  groups(signal: AbortSignal): AsyncIterable<readonly ByteString[]>;
}

export async function accurateList(
  catalog: Catalog,
  plan: Pick<BackupPlan, 'resource' | 'clientId' | 'fileSet' | 'level'>,
  upTo: Date,
): Promise<AccurateList> {
  const { resource, clientId, fileSet } = plan;
  const chain = await catalog.query(backupChain({ name: resource.name, clientId, fileSet: fileSet.name, upTo }));
  if (chain.length === 0) throw new BrokenChainError(displayText(resource.name));
  // A Differential holds all that came after the Full: what the Incrementals since then brought is new to it.
  const known = plan.level.level === 'D' ? chain.filter(({ level }) => level === 'F') : chain;
  const jobIds = known.map(({ jobId }) => jobId);
  const jobs = await catalog.query(jobsById(jobIds));
  const withDigest = asksForDigest(fileSet);
  return {
    files: jobs.reduce((sum, job) => sum + job.jobFiles, 0),
    async *groups(signal) {
      for await (const rows of catalog.stream(newestFiles(jobIds), { signal })) {
        yield rows.map((row) => packet(row, withDigest));
      }
    },
  };
}

const packet = (row: FileRow, withDigest: boolean): ByteString =>
  formatAccurateFile({
    path: row.path + row.name,
    lstat: row.lstat,
    digest: withDigest && row.digest !== '0' ? row.digest : '',
    deltaSeq: row.deltaSeq,
  });

/** Digests travel only where the accurate options name one: `1 2 3 5 6 7 8` inside `C…:`. */
export const asksForDigest = (fileSet: FileSetResource): boolean =>
  fileSet.includes.some((include) =>
    include.options.some((options) =>
      options.letters.some(
        ({ directive, letters }) => directive.toLowerCase() === 'accurate' && /[1235678]/.test(letters),
      ),
    ),
  );
