/** The values behind LabelFormat's built-in variables (07 §8). */
import type { ByteString } from '../../../core/index.ts';

export interface LabelFacts {
  /** Unique name of the Job: `Name.2026-11-20_10.12.30_03`. */
  readonly job: ByteString;
  readonly jobName: ByteString;
  readonly jobId: number;
  readonly director: ByteString;
  readonly client: ByteString;
  /** Words, as `%l` and `%t` give them: Full, Incremental; Backup, Restore. */
  readonly level: ByteString;
  readonly type: ByteString;
  readonly storage: ByteString;
  readonly catalog: ByteString;
  readonly priorJobName?: ByteString;
  readonly priorJobId?: number;
}
