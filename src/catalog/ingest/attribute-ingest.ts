/** File rows of one Job on their way into the Catalog, in bounded batches, while the Job's data still flows. */
import type { ByteString } from '../../core/index.ts';
import type { Catalog } from '../catalog.ts';

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
  add(record: FileRecord): Promise<void> | undefined;
  /** Everything added is committed when this resolves; only then may the Job end as T. */
  finish(): Promise<{ files: number }>;
  /** Stops at once; batches committed before stay (they are true), the open one is dropped. */
  abort(): Promise<void>;
}

export interface IngestOptions {
  readonly jobId: number;
  readonly signal?: AbortSignal;
}

export async function openAttributeIngest(_catalog: Catalog, _options: IngestOptions): Promise<AttributeIngest> {
  throw new Error('Not built yet');
}
