/** The table at the end. Pure. */
import type { Outcome } from './tell-story.ts';

export const HEADING = [
  'story'.padEnd(34),
  'seconds without: Catalog  Director'.padEnd(38),
  'whole after'.padStart(12),
  'acknowledged'.padStart(14),
  'lost'.padStart(6),
  'two writers'.padStart(13),
  '  Job             verdict',
].join('');

export function rowOf(outcome: Outcome): string {
  const { name, catalogMs, directorMs, wholeMs, acknowledged, lost, two, job, fate, wrong } = outcome;
  return [
    name.padEnd(34),
    `${seconds(catalogMs).padStart(24)}${seconds(directorMs).padStart(10)}`.padEnd(38),
    seconds(wholeMs).padStart(12),
    String(acknowledged).padStart(14),
    String(lost).padStart(6),
    String(two).padStart(13),
    `  ${`${job} ${fate}`.padEnd(14)}  ${wrong.length === 0 ? 'good' : 'WRONG'}`,
    ...wrong.map((sentence) => `\n    ${sentence}`),
  ].join('');
}

const seconds = (ms: number): string => (Number.isFinite(ms) ? (ms / 1000).toFixed(2) : '–');
