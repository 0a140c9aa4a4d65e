/** Words and letters for a Job's level and status, as Directors and people read them (specification 02 §15, 08b §9). */
import type { ClientJob, JobType } from './client-job.ts';

const BACKUP_LEVELS = { full: 'F', base: 'B', incremental: 'I', differential: 'D' } as const;
const VERIFY_LEVELS: Readonly<Record<string, string>> = {
  init: 'V',
  catalog: 'C',
  volume: 'O',
  disk_to_catalog: 'd',
  data: 'A',
};

/** The letter of the Catalog; a restore has none. */
export function levelLetter({ type, level, verifyLevel }: ClientJob): string {
  if (type === 'R') return ' ';
  if (type === 'V') return VERIFY_LEVELS[verifyLevel] ?? ' ';
  return level === undefined ? ' ' : BACKUP_LEVELS[level.level];
}

const LEVEL_WORDS: Readonly<Record<string, string>> = {
  F: 'Full',
  B: 'Base',
  I: 'Incremental',
  D: 'Differential',
  V: 'Init Catalog',
  C: 'Verify Catalog',
  O: 'Verify Volume to Catalog',
  d: 'Verify Disk to Catalog',
  A: 'Verify Data',
};
export const levelWord = (letter: string): string => LEVEL_WORDS[letter] ?? '';

const TYPE_WORDS: Readonly<Record<JobType, string>> = { B: 'Backup', R: 'Restore', V: 'Verify', ' ': '' };
export const typeWord = (type: JobType): string => TYPE_WORDS[type];

const STATUS_WORDS: Readonly<Record<string, string>> = {
  C: 'Created',
  E: 'Error',
  f: 'Error',
  D: 'Diffs',
  A: 'Cancel',
  T: 'OK',
  W: 'OK -- with warnings',
  I: 'Incomplete',
};
export const statusWord = (letter: string): string => STATUS_WORDS[letter] ?? 'Other';

/** In the narrow column of the table of ended Jobs. */
export function levelColumn(type: JobType, level: string): string {
  if (type === 'R') return 'Rest';
  if (type === 'V') return 'Veri';
  return { F: 'Full', I: 'Incr', D: 'Diff', B: 'Base' }[level] ?? '';
}
