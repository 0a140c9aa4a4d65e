/** Duplicate control, 08b §3: of two Jobs with one name and AllowDuplicateJobs = no, which one has to go. Pure. */
import { isQueued } from './job-status.ts';

export interface DuplicateRules {
  readonly allowDuplicateJobs: boolean;
  readonly cancelLowerLevelDuplicates: boolean;
  readonly cancelQueuedDuplicates: boolean;
  readonly cancelRunningDuplicates: boolean;
}

export interface DuplicateFacts {
  readonly jobId: number;
  readonly name: string;
  readonly type: string;
  /** The actual one, after upgrades. */
  readonly level: string;
  readonly status: string;
  /** Started with `ignoreduplicates=yes`: it neither asks nor counts. */
  readonly ignoresDuplicates: boolean;
}

export type DuplicateVerdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'cancelOther'; readonly jobId: number }
  | { readonly kind: 'cancelSelf'; readonly becauseOf: number };

/** The first active Job of the same name and type decides; `active` stands in the order of creation. */
export function decideDuplicate(
  self: DuplicateFacts,
  active: readonly DuplicateFacts[],
  rules: DuplicateRules,
): DuplicateVerdict {
  if (rules.allowDuplicateJobs || self.ignoresDuplicates) return { kind: 'go' };
  const other = active.find(
    (job) => job.jobId !== self.jobId && job.name === self.name && job.type === self.type && !job.ignoresDuplicates,
  );
  if (other === undefined) return { kind: 'go' };
  if (rules.cancelLowerLevelDuplicates && self.type === 'B') {
    const higher = rank(self.level) - rank(other.level);
    if (higher > 0) return { kind: 'cancelOther', jobId: other.jobId };
    if (higher < 0) return { kind: 'cancelSelf', becauseOf: other.jobId };
  }
  if (rules.cancelQueuedDuplicates && isQueued(other.status)) return { kind: 'cancelOther', jobId: other.jobId };
  if (rules.cancelRunningDuplicates) return { kind: 'cancelOther', jobId: other.jobId };
  return { kind: 'cancelSelf', becauseOf: other.jobId };
}

const rank = (level: string): number => (level === 'I' ? 0 : level === 'D' ? 1 : 2);
