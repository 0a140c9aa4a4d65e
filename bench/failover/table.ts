/** What many runs of a fault came to: p50, p95 and the longest of each time, and the sums of what must be none. Pure. */
import type { FaultOutcome } from './measure.ts';

const FATES = ['undisturbed', 'adopted', 'restarted', 'lost'] as const;

export const HEADING = [
  `${'seconds: p50 / p95 / max'.padEnd(56)}runs  ${'without a Catalog'.padEnd(22)}${'without a Director'.padEnd(22)}`,
  `${'until it is whole'.padEnd(22)}acknowledged    lost  two writers  Jobs ${FATES.join('/')}  bytes twice  as long as ours`,
].join('');

/** `ours`: what the same fault came to in our cluster, in the same run; of another one's row. */
export function rowOf(title: string, outcomes: readonly FaultOutcome[], ours?: readonly FaultOutcome[]): string {
  const sum = (value: (one: FaultOutcome) => number) => outcomes.reduce((total, one) => total + value(one), 0);
  const directors = outcomes.flatMap(({ directorMs }) => (directorMs === undefined ? [] : [directorMs]));
  return [
    title.padEnd(56),
    String(outcomes.length).padStart(4),
    '  ',
    times(outcomes.map(({ catalogMs }) => catalogMs)).padEnd(22),
    times(directors).padEnd(22),
    times(outcomes.map(({ rejoinMs }) => rejoinMs)).padEnd(22),
    String(sum(({ acknowledged }) => acknowledged)).padStart(12),
    String(sum(({ lost }) => lost)).padStart(8),
    String(sum(({ twoWriters }) => twoWriters)).padStart(13),
    jobsOf(outcomes).padStart(41),
    String(sum(({ job }) => job?.bytesTwice ?? 0)).padStart(13),
    ours === undefined ? '' : `${(medianOutage(outcomes) / medianOutage(ours)).toFixed(1)} ×`.padStart(16),
  ].join('');
}

/** Of the Catalog, in ms. */
const medianOutage = (outcomes: readonly FaultOutcome[]): number =>
  quantile(
    outcomes.map(({ catalogMs }) => catalogMs),
    0.5,
  );

function jobsOf(outcomes: readonly FaultOutcome[]): string {
  const fates = outcomes.flatMap(({ job }) => job?.fate ?? []);
  if (fates.length === 0) return '–';
  return FATES.map((fate) => fates.filter((one) => one === fate).length).join('/');
}

const times = (valuesMs: readonly number[]): string =>
  valuesMs.length === 0 ? '–' : [0.5, 0.95, 1].map((part) => seconds(quantile(valuesMs, part))).join(' / ');

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** The smallest value that so large a part of them does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
