/**
 * A Job that was followed under the next Director and did not come to a good end: what its own Director could have done for it is
 * not known, so it is started again by itself, where that does no harm. An operator's cancel stays one.
 */
import { toByteString } from '../../core/index.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { OrphanVerdict } from './policy.ts';
import type { StartAgain } from './start-again.ts';

const LOST = 'fE';
const WHY = 'it was followed to its end, which was not a good one';

export function restartIfLost(
  job: Job,
  kind: JobKind,
  { verdict, again }: { readonly verdict: OrphanVerdict; readonly again: StartAgain },
): JobKind {
  return {
    ...kind,
    conclude: async (status, endedAt, tell) => {
      if (LOST.includes(status)) {
        const told =
          verdict.kind === 'start-again'
            ? `The Job is started again by itself, as JobId ${await again.record(WHY)}`
            : `The Job is not started again by itself: ${verdict.why}`;
        job.messages.say('warning', toByteString(told));
      }
      return await kind.conclude(status, endedAt, tell);
    },
  };
}
