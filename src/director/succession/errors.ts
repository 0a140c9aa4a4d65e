/** Why a Job of a Director that has ended did not come to a good end under the next one (docs/errors.md). */
import { AppError } from '../../core/index.ts';

/** It ran when its Director ended, and nobody can go on with it. */
export class OrphanedJobError extends AppError {
  readonly code = 'DIRECTOR_JOB_ORPHANED';
  override readonly hint = 'Its log says whether it was started again by itself; if not, run it again';

  constructor(why: string) {
    super(`The Director ended while this Job ran: ${why}`);
  }
}
