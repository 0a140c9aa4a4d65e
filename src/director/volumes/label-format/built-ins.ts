/** LabelFormat's built-in variables, in the order in which a shortened name is looked for (07 §8). */
import type { LabelFacts } from './facts.ts';

/** What a name depends on beside the Job: the time, the Pool and how many Volumes it has. */
export interface PoolLabelFacts extends LabelFacts {
  readonly now: Date;
  readonly numVols: number;
  readonly pool: string;
  readonly mediaType: string;
}

/** The end of a unique Job name: `2026-11-20_10.12.30_03`. */
const TIMESTAMP = /\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d_\d+$/;

type BuiltIn = readonly [name: string, value: (facts: PoolLabelFacts) => string | number];

/** The order matters: `${D}` is Day and `${J}` is Job. */
const BUILT_INS: readonly BuiltIn[] = [
  ['Year', ({ now }) => now.getFullYear()],
  ['Month', ({ now }) => now.getMonth() + 1],
  ['Day', ({ now }) => now.getDate()],
  ['Hour', ({ now }) => now.getHours()],
  ['Minute', ({ now }) => now.getMinutes()],
  ['Second', ({ now }) => now.getSeconds()],
  ['WeekDay', ({ now }) => now.getDay()],
  ['Job', ({ jobName }) => jobName],
  ['Dir', ({ director }) => director],
  ['Level', ({ level }) => level],
  ['Type', ({ type }) => type],
  ['JobId', ({ jobId }) => jobId],
  ['Client', ({ client }) => client],
  ['NumVols', ({ numVols }) => numVols],
  ['Pool', ({ pool }) => pool],
  ['Storage', ({ storage }) => storage],
  ['Catalog', ({ catalog }) => catalog],
  ['MediaType', ({ mediaType }) => mediaType],
  ['JobName', ({ job }) => job],
  ['PriorJobName', ({ priorJobName }) => priorJobName ?? ''],
  ['PriorJobId', ({ priorJobId }) => priorJobId ?? 0],
  ['JobTimestamp', ({ job }) => TIMESTAMP.exec(job)?.[0] ?? ''],
];

/** The value of a built-in whose name is `name` or begins with it. */
export function builtInValue(name: string, facts: PoolLabelFacts): string | undefined {
  const value = BUILT_INS.find(([builtIn]) => builtIn.startsWith(name))?.[1](facts);
  return value === undefined ? undefined : String(value);
}
