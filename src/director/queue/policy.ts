/**
 * Which waiting Jobs may run now (specification 08b §1.2): priorities, AllowMixedPriority, and a counter for each
 * resource that a Job needs, all of them or none. Pure: facts in, decisions out; queue.ts holds the facts.
 */
import { ResourceCounts } from './resource-counts.ts';

/** Why a Job waits, in Job.JobStatus letters: priority, storage, client, job, the Director's own maximum. */
export type WaitReason = 'p' | 's' | 'c' | 'j' | 'd';

/** What a Job needs, by resource name. */
export interface JobNeeds {
  readonly jobId: number;
  /** Lower runs first. */
  readonly priority: number;
  readonly allowMixedPriority: boolean;
  readonly job: string;
  readonly client?: string;
  /** Where it may write; of several those at their limit are left out, and one is enough. */
  readonly writeStorages: readonly string[];
  /** Where it may read, in the same way. */
  readonly readStorages: readonly string[];
  /** A Restore is not held back by MaximumConcurrentReadJobs. */
  readonly isRestore: boolean;
}

export interface StorageLimit {
  readonly jobs: number;
  /** MaximumConcurrentReadJobs; 0: no limit. */
  readonly readJobs: number;
}

export interface QueueLimits {
  /** The Director's own MaximumConcurrentJobs. */
  readonly director: number;
  job(name: string): number;
  client(name: string): number;
  storage(name: string): StorageLimit;
}

/** A Job let in, with the storages that had room for it; they stay counted until it ends. */
export interface Admitted {
  readonly needs: JobNeeds;
  readonly writeStorages: readonly string[];
  readonly readStorages: readonly string[];
}

export interface QueueDecisions {
  readonly start: readonly Admitted[];
  /** Jobs that were looked at and cannot run yet. */
  readonly blocked: ReadonlyMap<number, WaitReason>;
  /** Holds for every waiting Job behind the last one looked at. */
  readonly behind: 'p' | 'd' | undefined;
}

/**
 * One pass. `waiting` stands in queue order (priority, then first come), `running` in the order of their starts.
 * The reference priority is that of the Job running longest. A Job of another priority stops the walk: nothing behind
 * it is examined, as in the genuine Director; a Job that merely lacks a resource is passed over.
 */
export function selectRunnable(
  waiting: Iterable<JobNeeds>,
  running: readonly Admitted[],
  limits: QueueLimits,
): QueueDecisions {
  const counts = new ResourceCounts();
  for (const admitted of running) counts.add(admitted);
  const everyoneMixes = running.every(({ needs }) => needs.allowMixedPriority);
  let reference = running[0]?.needs.priority;
  const start: Admitted[] = [];
  const blocked = new Map<number, WaitReason>();
  for (const needs of waiting) {
    reference ??= needs.priority;
    const overtakes = needs.priority < reference && needs.allowMixedPriority && everyoneMixes;
    if (needs.priority !== reference && !overtakes) {
      blocked.set(needs.jobId, 'p');
      return { start, blocked, behind: 'p' };
    }
    const taken = counts.take(needs, limits);
    if (taken === 'd') {
      blocked.set(needs.jobId, 'd');
      return { start, blocked, behind: 'd' };
    }
    if (typeof taken === 'string') blocked.set(needs.jobId, taken);
    else start.push(taken);
  }
  return { start, blocked, behind: undefined };
}
