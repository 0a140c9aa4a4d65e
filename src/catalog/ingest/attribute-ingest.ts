/**
 * File rows of one Job on their way into the Catalog, while the Job's data still flows. Four batches of bounded size
 * go round: one is filled, one has its paths resolved, one is copied, one committed. Memory does not grow with the
 * number of files.
 *
 * What is promised: `finish` resolves when every row is committed, and only then may the Job end as T. Batches are
 * whole and committed exactly once, also when PostgreSQL restarts under way. A Job that fails keeps what was committed:
 * the files are on the Volume, and its status keeps later Jobs from building on it (06 §4.3).
 */
import type { ByteString } from '../../core/index.ts';
import type { Catalog } from '../catalog.ts';
import { PipelinedIngest } from './pipelined-ingest.ts';
import { BATCHES } from './tally.ts';

/** One row of `File` (specification 06 §4.3). */
export interface FileRecord {
  /** The whole name as the Client sent it; it is cut after its last slash. */
  readonly name: ByteString;
  /** Negative: a deleted entry of an accurate Job. */
  readonly fileIndex: number;
  readonly lstat: ByteString;
  /** Base64 without padding, or `0`. */
  readonly digest: ByteString;
  readonly deltaSeq: number;
}

export interface AttributeIngest extends AsyncDisposable {
  /** Takes a record. A promise means: wait for it before the next one. `await ingest.add(record)` is always right. */
  add(record: FileRecord, fact?: number): Promise<void> | undefined;
  /** Everything added is committed when this resolves; only then may the Job end as T. */
  finish(): Promise<{ files: number }>;
  /** Stops at once; batches committed before stay (they are true), the open one is dropped. */
  abort(): Promise<void>;
}

export interface IngestOptions {
  readonly jobId: number;
  readonly signal?: AbortSignal;
  /** How long PostgreSQL may be away before the Job fails; meanwhile the Storage Daemon waits. */
  readonly outageLimitMs?: number;
  readonly batchBytes?: number;
  readonly pathCacheBytes?: number;
}

export async function openAttributeIngest(catalog: Catalog, options: IngestOptions): Promise<AttributeIngest> {
  // A Job that is resumed, or run again under its number, goes on counting.
  const held = await catalog.find(BATCHES.held(options.jobId));
  return new PipelinedIngest(catalog, { ...options, tally: BATCHES, held: held?.number ?? 0 });
}
