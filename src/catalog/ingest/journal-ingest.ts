/**
 * What a journal tells of one Job on its way into the Catalog (docs/decisions/0050): File rows and everything else, in its
 * order, in batches. The number of the last fact in a batch is written in its transaction; whoever comes with facts that are
 * in the Catalog already fails.
 */
import type { Catalog } from '../catalog.ts';
import type { AttributeIngest, FileRecord, IngestOptions } from './attribute-ingest.ts';
import type { Work } from './commit-batch.ts';
import type { LateDigest } from './late-digest.ts';
import { PipelinedIngest } from './pipelined-ingest.ts';
import { FACTS } from './tally.ts';

/** `fact`: with this, all facts up to that number are in the batch. A promise means: wait for it before the next call. */
export interface JournalIngest extends AttributeIngest {
  /** The last fact that the Catalog holds. */
  readonly committed: number;
  add(record: FileRecord, fact?: number): Promise<void> | undefined;
  /** Done in the transaction of the rows before it. */
  also(work: Work, fact?: number): Promise<void> | undefined;
  /** For a row that was added before. */
  amend(digest: LateDigest, fact?: number): Promise<void> | undefined;
  /** Everything so far is committed when this resolves. */
  flush(): Promise<void>;
}

export interface JournalIngestOptions extends IngestOptions {
  /** The last fact that the Catalog holds now: the row of the Job is there. */
  readonly committed: number;
  readonly onCommitted: (fact: number) => void;
}

export const openJournalIngest = (catalog: Catalog, options: JournalIngestOptions): JournalIngest =>
  new PipelinedIngest(catalog, { ...options, tally: FACTS, held: options.committed });
