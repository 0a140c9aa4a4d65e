/** The queue: when a Job may run. `using admission = await queue.admit(needs, { signal })`. */
export type { JobNeeds, QueueLimits, StorageLimit, WaitReason } from './policy.ts';
export { type Admission, type AdmitOptions, type JobQueue, openJobQueue } from './queue.ts';
