/** The single letters and fixed texts of Bacula's Catalog (specification 06 §3), with the words people read. */

/** Job.Type. */
export type JobType = keyof typeof JOB_TYPES;
export const JOB_TYPES = {
  B: 'Backup',
  M: 'Migrated',
  V: 'Verify',
  R: 'Restore',
  D: 'Admin',
  A: 'Archive',
  C: 'Copy',
  c: 'Copy control',
  g: 'Migration control',
  U: 'Console',
  I: 'Internal',
  S: 'Scan',
} as const;

/** Job.Level; `f` lives only while a VirtualFull is queued, a blank is a Restore or Admin Job's. */
export type JobLevel = keyof typeof JOB_LEVELS;
export const JOB_LEVELS = {
  F: 'Full',
  I: 'Incremental',
  D: 'Differential',
  S: 'Since',
  B: 'Base',
  f: 'VirtualFull',
  C: 'Verify Catalog',
  V: 'Verify Init Catalog',
  O: 'Verify Volume to Catalog',
  d: 'Verify Disk to Catalog',
  A: 'Verify Data',
  ' ': '',
} as const;

/** Job.JobStatus. */
export type JobStatus = keyof typeof JOB_STATUSES;
export const JOB_STATUSES = {
  C: 'Created',
  R: 'Running',
  B: 'Blocked',
  T: 'OK',
  W: 'OK -- with warnings',
  E: 'Error',
  e: 'Non-fatal error',
  f: 'Fatal error',
  D: 'Verify differences',
  A: 'Canceled',
  I: 'Incomplete',
  F: 'Waiting on Client',
  S: 'Waiting on Storage',
  m: 'Waiting for new Volume',
  M: 'Waiting for mount',
  s: 'Waiting for Storage resource',
  j: 'Waiting for Job resource',
  c: 'Waiting for Client resource',
  d: 'Waiting on maximum Jobs',
  t: 'Waiting for start time',
  p: 'Waiting on priority',
  v: 'Waiting on queued script',
  q: 'Waiting for device',
  i: 'Inserting attributes',
  a: 'Storage despooling attributes',
  l: 'Storage despooling data',
  L: 'Storage committing data',
  u: 'Cloud upload',
  w: 'Cloud download',
} as const;

/** "Good" everywhere: a Job that later Jobs and restores may build on. */
export const isGood = (status: JobStatus): boolean => status === 'T' || status === 'W';

/** Media.VolStatus; the table has a check constraint with these texts. */
export type VolStatus = (typeof VOL_STATUSES)[number];
export const VOL_STATUSES = [
  'Full',
  'Archive',
  'Append',
  'Recycle',
  'Purged',
  'Read-Only',
  'Disabled',
  'Error',
  'Busy',
  'Used',
  'Cleaning',
  'Scratch',
] as const;

/** Pool.PoolType, checked likewise. */
export type PoolType = 'Backup' | 'Copy' | 'Cloned' | 'Archive' | 'Migration' | 'Scratch';
