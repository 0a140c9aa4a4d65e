/** What was ordered and what came of it, and whatever should not have been. */
import type { Lane } from './premises.ts';
import type { Manifest } from './tree.ts';

export interface BackupRecord {
  readonly kind: 'backup';
  readonly lane: Lane;
  readonly level: 'Full' | 'Incremental';
  readonly jobId: number;
  readonly status: string;
  readonly attempts: readonly number[];
  /** What must be in it, and what may be. */
  readonly least: Manifest;
  readonly most: Manifest;
}

export interface RestoreRecord {
  readonly kind: 'restore';
  readonly jobId: number;
  readonly status: string;
  readonly attempts: readonly number[];
}

export class History {
  readonly backups: BackupRecord[] = [];
  readonly restores: RestoreRecord[] = [];
  readonly wrong: string[] = [];
  /** Jobs that wait or run now. */
  underWay = 0;

  accuse(sentence: string): void {
    this.wrong.push(sentence);
    console.log(`  WRONG  ${sentence}`);
  }
}
