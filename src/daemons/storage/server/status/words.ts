/** Types, levels and states of Jobs as genuine daemons name them in their status (page 03 §8.1). */
import type { ByteString } from '../../../../core/index.ts';

const TYPES: Readonly<Record<string, ByteString>> = {
  B: 'Backup',
  R: 'Restore',
  V: 'Verify',
  c: 'Copy',
  g: 'Migration',
};
const LEVELS: Readonly<Record<string, ByteString>> = {
  F: 'Full',
  I: 'Incremental',
  D: 'Differential',
  f: 'Virtual Full',
  B: 'Base',
  O: 'Volume to Catalog',
};
const STATES: Readonly<Record<string, ByteString>> = {
  T: 'OK',
  W: 'OK -- with warnings',
  E: 'Error',
  f: 'Error',
  A: 'Cancel',
  I: 'Incomplete',
};
const COLUMNS: Readonly<Record<string, ByteString>> = { F: 'Full', I: 'Incr', D: 'Diff', f: 'VFull', B: 'Base' };

export const typeWord = (type: string): ByteString => TYPES[type] ?? type;
export const levelWord = (level: string): ByteString => LEVELS[level] ?? '';
export const stateWord = (status: string): ByteString => STATES[status] ?? 'Other';

/** In the table of Jobs that ended: what is no backup has no level. */
export const levelColumn = (type: string, level: string): ByteString =>
  type === 'B' ? (COLUMNS[level] ?? '') : type === 'R' ? 'Rest' : type === 'c' ? 'Copy' : type === 'g' ? 'Migr' : '';

/** The unique name without its time stamp. */
export const jobTitle = (job: ByteString): ByteString => job.replace(/\.\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d_\d+$/, '');
