/** The letters of Job.JobStatus while a Job lives, and which of two wins: 08b §1.3 (6), 06-catalog §3. */

/** How heavy a verdict is. Whatever is not here weighs nothing: T, W, and every way of running or waiting. */
const WEIGHT: Readonly<Record<string, number>> = { I: 10, E: 9, f: 9, A: 9, e: 8, D: 7 };
const weightOf = (status: string): number => WEIGHT[status] ?? 0;

/** A new status replaces the old one if it is heavier, or if neither weighs anything: the first error sticks. */
export function mergeStatus(old: string, next: string): string {
  const [before, after] = [weightOf(old), weightOf(next)];
  return after > before || (after === 0 && before === 0) ? next : old;
}

export interface Verdicts {
  /** What the Director itself has concluded so far: `T` while nothing went wrong here. */
  readonly director: string;
  /** `2800 End Job`; undefined: it never came. */
  readonly client: string | undefined;
  /** `3099`; undefined: it never came. */
  readonly storage: string | undefined;
}

/** The heaviest verdict wins, the Director's before the Client's before the Storage's; one that never came is an error. */
export function finalStatus({ director, client, storage }: Verdicts): string {
  const verdicts = [director, client ?? 'E', storage ?? 'E'];
  const heaviest = verdicts.reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
  if (weightOf(heaviest) > 0) return heaviest;
  // Errors that no daemon called more than that are counted in the row; genuine Directors leave such a Job at T.
  return verdicts.includes('W') ? 'W' : 'T';
}

export const isGood = (status: string): boolean => status === 'T' || status === 'W';

/** Waiting before the Job runs: such a Job is simply taken from the queue when it is cancelled. */
export const isQueued = (status: string): boolean => 'Cjcsptdqv'.includes(status);

const TEXTS: Readonly<Record<string, string>> = {
  C: 'is waiting execution',
  R: 'is running',
  B: 'is blocked',
  T: 'has terminated',
  W: 'has terminated with warnings',
  E: 'has erred',
  e: 'has non-fatal errors',
  f: 'has a fatal error',
  A: 'has been canceled',
  I: 'is incomplete',
  D: 'has verify differences',
  F: 'is waiting on Client',
  S: 'is waiting on Storage',
  m: 'is waiting for an appendable Volume',
  M: 'is waiting for a mount request',
  s: 'is waiting for Storage resource',
  j: 'is waiting for Job resource',
  c: 'is waiting for Client resource',
  d: 'is waiting on max Director Jobs',
  t: 'is waiting for its start time',
  p: 'is waiting for higher priority jobs to finish',
  q: 'is waiting for a Device',
  v: 'is waiting on queued user defined script',
  i: 'has Dir inserting Attributes',
  a: 'has SD despooling Attributes',
  l: 'has SD despooling Data',
  L: 'has SD committing Data',
};

export const statusText = (status: string): string => TEXTS[status] ?? `has unknown status ${status}`;
