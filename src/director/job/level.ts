/**
 * Which level a backup really runs at, and since when: 08b §5, the first hit of a table wins. Pure: what the Catalog
 * knows arrives as facts.
 */

export type BackupLevel = 'F' | 'D' | 'I';

/** An earlier good backup (T or W) of the same Job, Client and FileSet. */
export interface PriorJob {
  readonly jobId: number;
  /** The unique name, which a Client gets as `prev_job`. */
  readonly job: string;
  readonly startTime: Date;
}

export interface LevelFacts {
  readonly wanted: BackupLevel;
  readonly now: Date;
  readonly lastFull: PriorJob | undefined;
  readonly lastDifferential: PriorJob | undefined;
  /** The newest of Full, Differential and Incremental. */
  readonly lastAny: PriorJob | undefined;
  /** The newest good Full under another version of the FileSet, where there is none for this one. */
  readonly fullOfOtherFileSet: PriorJob | undefined;
  readonly fileSetName: string;
  readonly fileSetCreatedAt: Date;
  /** The newest Full or Differential that failed since the last good run. */
  readonly failedSince: 'F' | 'D' | undefined;
}

export interface LevelRules {
  readonly maxFullIntervalSec: number;
  readonly maxDiffIntervalSec: number;
  readonly rerunFailedLevels: boolean;
}

export interface LevelDecision {
  readonly level: BackupLevel;
  /** The level asked for, where it is another one. */
  readonly upgradedFrom?: BackupLevel;
  /** What the Client compares with: absent at a Full. */
  readonly since?: PriorJob;
  /** For the Job's log, in this order. */
  readonly messages: readonly string[];
}

export function decideLevel(facts: LevelFacts, rules: LevelRules): LevelDecision {
  const { wanted, lastFull } = facts;
  if (wanted === 'F') return { level: 'F', messages: [] };
  if (lastFull === undefined) return upgrade(facts, 'F', noFullMessages(facts));
  if (rules.maxFullIntervalSec > 0 && ageSec(facts, lastFull) >= rules.maxFullIntervalSec) {
    return upgrade(facts, 'F', ['Max Full Interval exceeded. Doing FULL backup.']);
  }
  const newestDiff = newest(facts.lastDifferential, lastFull);
  if (wanted === 'I' && rules.maxDiffIntervalSec > 0 && ageSec(facts, newestDiff) >= rules.maxDiffIntervalSec) {
    return upgrade(facts, 'D', ['Max Diff Interval exceeded. Doing Differential backup.']);
  }
  if (rules.rerunFailedLevels && rerunLevel(facts) !== undefined) {
    const level = rerunLevel(facts) ?? 'F';
    return upgrade(facts, level, [`Prior failed job found in catalog. Upgrading to ${WORDS[level]}.`]);
  }
  return { level: wanted, since: wanted === 'D' ? lastFull : (facts.lastAny ?? lastFull), messages: [] };
}

export const WORDS: Readonly<Record<string, string>> = { F: 'Full', D: 'Differential', I: 'Incremental' };

function upgrade(facts: LevelFacts, level: 'F' | 'D', messages: readonly string[]): LevelDecision {
  const since = level === 'D' ? facts.lastFull : undefined;
  return { level, upgradedFrom: facts.wanted, ...(since && { since }), messages };
}

/** A failed Full is run again by any level, a failed Differential by an Incremental. */
function rerunLevel({ wanted, failedSince }: LevelFacts): 'F' | 'D' | undefined {
  return wanted === 'I' || failedSince === 'F' ? failedSince : undefined;
}

function noFullMessages(facts: LevelFacts): string[] {
  const other = facts.fullOfOtherFileSet;
  if (other === undefined) return ['No prior or suitable Full backup found in catalog. Doing FULL backup.'];
  const modified = localText(facts.fileSetCreatedAt);
  return [
    `The FileSet "${facts.fileSetName}" was modified on ${modified}, this is after the last successful backup on ${localText(other.startTime)}.`,
    'No prior or suitable Full backup found in catalog for the current FileSet. Doing FULL backup.',
  ];
}

const newest = (a: PriorJob | undefined, b: PriorJob): PriorJob => (a && a.startTime > b.startTime ? a : b);
const ageSec = ({ now }: LevelFacts, job: PriorJob): number => (now.getTime() - job.startTime.getTime()) / 1000;

/** `2026-11-20 09:45:08`, local time. */
export function localText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
