/** Words and colours for the letters of Jobs (specification 06 §3). */
import type { Colour } from './colour.ts';

const TYPES: Readonly<Record<string, string>> = {
  B: 'Backup',
  R: 'Restore',
  V: 'Verify',
  D: 'Admin',
  C: 'Copy',
  c: 'Copy',
  g: 'Migrate',
  M: 'Migrated',
  A: 'Archive',
};
const LEVELS: Readonly<Record<string, string>> = {
  F: 'Full',
  I: 'Incremental',
  D: 'Differential',
  f: 'VirtualFull',
  B: 'Base',
  S: 'Since',
};
const STATUSES: Readonly<Record<string, string>> = {
  T: 'OK',
  W: 'OK, warnings',
  E: 'Error',
  f: 'Failed',
  e: 'Error',
  A: 'Canceled',
  I: 'Incomplete',
  D: 'Differences',
  C: 'Queued',
  R: 'Running',
  B: 'Blocked',
};

export const typeWord = (letter: string): string => TYPES[letter] ?? letter;
export const levelWord = (letter: string): string => LEVELS[letter] ?? letter.trim();
export const statusWord = (letter: string): string => STATUSES[letter] ?? `Waiting (${letter})`;

export const isGood = (status: string): boolean => status === 'T' || status === 'W';

export function statusColour(status: string): Colour | undefined {
  if (status === 'T') return 'green';
  if (status === 'W' || status === 'I' || status === 'D') return 'yellow';
  return 'EefA'.includes(status) ? 'red' : undefined;
}
