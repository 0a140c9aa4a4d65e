/** Begin and end of a Job as the SD sees it (page 03 §4). Whatever must reach the Catalog comes before the end line. */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';

export interface StorageEndJob {
  /** The unique name of the Job. */
  readonly job: ByteString;
  /** Status letter: T good, I incomplete, f and E failed, A cancelled. */
  readonly status: string;
  /** The last FileIndex. */
  readonly files: number;
  /** Bytes of records: data, attributes and digests. */
  readonly bytes: number;
  readonly errors: number;
  readonly errorText: ByteString;
}

const START = line('3010 Job {job} start\n');
const END = line(
  '3099 Job {job} end JobStatus={status:code} JobFiles={files:int} JobBytes={bytes:int} JobErrors={errors:int} ErrMsg={errorText:text}\n',
);
const END_OLD = line(
  '3099 Job {job} end JobStatus={status:code} JobFiles={files:int} JobBytes={bytes:int} JobErrors={errors:int}',
);

/** The name of the Job whose data connection stands; undefined: another line. */
export const parseStorageStart = (text: ByteString): ByteString | undefined => START.parse(text)?.job;

/** Older daemons leave the error text out. Undefined: another line. */
export function parseStorageEndJob(text: ByteString): StorageEndJob | undefined {
  const fields = END.parse(text) ?? END_OLD.parse(text);
  return fields && { errorText: '', ...fields };
}

export const formatStorageStart = (job: ByteString): ByteString => START.format({ job });
export const formatStorageEndJob = (verdict: StorageEndJob): ByteString => END.format(verdict);
