/**
 * A Catalog that has failed over may know less than it had taken (docs/decisions/0050, 0052): then this Director is to the Job
 * what a dead one would be. The Job is taken up again from where the Catalog is, and nothing that was learnt before counts.
 */
import {
  type AttributeIngest,
  type Catalog,
  concludeJob,
  IngestRewoundError,
  type JobChange,
  type JournalIngest,
  journalFact,
  type LastWords,
  type Queryable,
} from '../../catalog/index.ts';
import { CatalogSetBackError } from './errors.ts';

/** Calls back, once, when the Catalog turns out to have lost what the ingest had told it. */
export function watchIngest<T extends AttributeIngest & Partial<JournalIngest>>(ingest: T, onSetBack: () => void): T {
  let isTold = false;
  const tell = (error: unknown): never => {
    if (error instanceof IngestRewoundError && !isTold) {
      isTold = true;
      onSetBack();
    }
    throw error;
  };
  const heard = <R>(work: Promise<R> | undefined): Promise<R> | undefined => work?.catch(tell);
  return {
    get committed() {
      return ingest.committed;
    },
    add: (record, fact) => heard(ingest.add(record, fact)),
    also: (work, fact) => heard(ingest.also?.(work, fact)),
    amend: (digest, fact) => heard(ingest.amend?.(digest, fact)),
    flush: () => heard(ingest.flush?.()),
    finish: () => heard(ingest.finish()),
    abort: () => ingest.abort(),
    [Symbol.asyncDispose]: () => ingest[Symbol.asyncDispose](),
  } as T;
}

/**
 * The end record and the report, where the Catalog has all facts of the Job up to `fact`; undefined: it has no journal. Throws
 * CatalogSetBackError, and then nothing is written.
 */
export async function recordJobEnd(
  catalog: Pick<Catalog, 'execute' | 'find'> | Queryable,
  jobId: number,
  end: JobChange,
  { fact, report }: LastWords,
): Promise<void> {
  await catalog.execute(concludeJob(jobId, end, { fact, report }));
  const left = fact === undefined ? undefined : await catalog.find(journalFact(jobId));
  if (left !== undefined) throw new CatalogSetBackError(jobId, left.fact, fact ?? 0);
}
