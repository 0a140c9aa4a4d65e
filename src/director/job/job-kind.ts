/**
 * What a kind of Job (backup, restore) brings along, and what it is asked to do at each moment of its life. What they
 * have in common (the queue, scripts, limits, status, messages) is run-job.ts's.
 */
import type { LogLine } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import type { JobNeeds } from '../queue/index.ts';
import type { JobCodes, RunScript } from '../run-script/index.ts';
import type { DuplicateRules } from './duplicates.ts';
import type { TimeLimits } from './time-limits.ts';

/** Storages that had room for the Job, in the configured order. */
export interface Admitted {
  readonly writeStorages: readonly string[];
  readonly readStorages: readonly string[];
  /** One of a group has been chosen: the places at the others become free. */
  settleOn(chosen: { readonly writeStorages?: readonly string[]; readonly readStorages?: readonly string[] }): void;
}

/** The row of the Job's log that the report is to have, behind all that was said before; undefined: none is wanted there. */
export type TellReport = (report: ByteString) => Promise<LogLine | undefined>;

export interface JobKind {
  /** Decides what is decided when a Job is queued: level, Pool, Storages (08b §1.1). */
  prepare(): Promise<void>;
  /** AllowDuplicateJobs and its company; undefined: it is never a duplicate. */
  readonly duplicates: DuplicateRules | undefined;
  /** Asked after `prepare`, as everything below. */
  needs(): Omit<JobNeeds, 'jobId'>;
  limits(): TimeLimits & { readonly maxStartDelaySec: number };
  readonly scripts: readonly RunScript[];
  /** As much as is known by now. */
  codes(): JobCodes;
  /** The Job leaves the queue: status R and StartTime go into its row. */
  begin(startedAt: Date): Promise<void>;
  /** The daemons' work, up to their last words. Rejecting means that the Director gave up: status f. */
  run(admitted: Admitted): Promise<void>;
  /** The status that Director, Client and Storage make together; asked once, after `run`. */
  verdict(directorStatus: string): string;
  /** When the Job ended, where that is longer ago than now. */
  endedAt?(): Date | undefined;
  /** Writes the end record with the row of the report, and returns the report. It is called whatever happened before. */
  conclude(status: string, endedAt: Date, tell: TellReport): Promise<ByteString>;
  /** What the report ends with: `Backup OK` … */
  termination(status: string): string;
}
