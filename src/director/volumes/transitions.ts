/** What may happen to a Volume in each of its states (08a §1). docs name the table; the code asks it. */
import type { VolStatus } from '../../catalog/index.ts';

interface StateRules {
  /** A Job may append to it. */
  readonly append: boolean;
  /** Its old Jobs are deleted when a Volume is needed. */
  readonly prune: boolean;
  /** It may be marked Purged. */
  readonly purge: boolean;
  /** It may be overwritten, where its row says Recycle. */
  readonly recycle: boolean;
  /** `update volume volstatus=` may set it. */
  readonly operator: boolean;
}

const rules = (...allowed: readonly (keyof StateRules)[]): StateRules => ({
  append: allowed.includes('append'),
  prune: allowed.includes('prune'),
  purge: allowed.includes('purge'),
  recycle: allowed.includes('recycle'),
  operator: allowed.includes('operator'),
});

export const VOLUME_STATES: Readonly<Record<VolStatus, StateRules>> = {
  Append: rules('append', 'purge', 'operator'),
  Full: rules('prune', 'purge', 'operator'),
  Used: rules('prune', 'purge', 'operator'),
  Purged: rules('recycle'),
  Recycle: rules('append', 'operator'),
  Error: rules('purge', 'operator'),
  'Read-Only': rules('operator'),
  Archive: rules('operator'),
  Disabled: rules('operator'),
  Cleaning: rules('operator'),
  Busy: rules(),
  Scratch: rules(),
};

/** What a Storage Daemon may report; anything else leaves the status as it is (03 §5.7). */
const REPORTED: readonly string[] = [
  'Append',
  'Full',
  'Used',
  'Recycle',
  'Purged',
  'Read-Only',
  'Error',
  'Disabled',
  'Archive',
  'Busy',
  'Cleaning',
];
export const isReportedStatus = (text: string): text is VolStatus => REPORTED.includes(text);
