/** What a Job shall take, from what the Director has told about it so far. */
import type { Selection } from '../job/thread-calls.ts';
import type { ClientJob } from './client-job.ts';

export const selectionOf = ({ fileSet = [], level, since, accurate }: ClientJob): Selection => ({
  fileSet,
  level: level?.level ?? 'full',
  accurate,
  rerunning: level?.rerunning === true,
  sinceSec: since.sec,
  mtimeOnly: since.mtimeOnly,
});
