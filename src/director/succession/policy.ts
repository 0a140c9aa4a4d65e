/**
 * What becomes of a Job that ran when its Director ended and that cannot simply be adopted: docs/decisions/0052. Pure. Doing a
 * thing twice may do harm, and nobody has asked for that: then the Job fails, and says what to do.
 */
export interface OrphanFacts {
  /** Letters of Job.Type, 06 §3. */
  readonly type: string;
  /** 1: it has not been started again so far. */
  readonly attempt: number;
  /** Its daemons had been told to move data; of a backup with a journal: the Catalog knows some of it. */
  readonly begun: boolean;
  /** Left out: as `begun`. The Catalog knows something of what its daemons did. */
  readonly heard?: boolean | undefined;
  /** Restores: what becomes of files that are there already. */
  readonly replace?: string | undefined;
}

export type OrphanVerdict = { readonly kind: 'start-again' } | { readonly kind: 'fail'; readonly why: string };

/** A Job that takes its Director with it each time must not do so for ever. */
const ATTEMPTS_MAX = 3;
/** Directors that end in a row meet it in its first seconds again and again, and nothing points at the Job. */
const UNBEGUN_ATTEMPTS_MAX = 10;
/** Backup, Verify, Copy, Migrate: what they had done so far is worth nothing, and harms nobody. */
const REPEATABLE = 'BVcg';

export function decideOrphan({ type, attempt, begun, heard = begun, replace }: OrphanFacts): OrphanVerdict {
  if (type === 'D') return fail('what its scripts have done is not known, and an Admin Job is not run twice by itself');
  if (type === 'R' && begun && replace !== 'a') {
    return fail(
      'files may be there in part, which would now be kept as they are; restore once more with replace=always',
    );
  }
  if (attempt >= (heard ? ATTEMPTS_MAX : UNBEGUN_ATTEMPTS_MAX))
    return fail(`it has been started ${attempt} times, and its Director ended each time`);
  if (type === 'R' || REPEATABLE.includes(type)) return { kind: 'start-again' };
  return fail('Jobs of this type are not started again by themselves');
}

const fail = (why: string): OrphanVerdict => ({ kind: 'fail', why });
