/** What the Director knows of a Job from the beginning, for tests that do not care. */
import type { JobIdentity } from '../../src/director/job/job.ts';

export const jobIdentity = (jobId: number): JobIdentity => ({
  jobId,
  job: `Nightly.${jobId}`,
  name: 'Nightly',
  client: 'web',
  type: 'B',
  priority: 10,
  scheduledAt: new Date(0),
  ignoresDuplicates: false,
});
