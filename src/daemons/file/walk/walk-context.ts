/** What a walk needs to know beside the FileSet. */
import type { DirectoryScans } from '../native/index.ts';
import type { HardLinks } from './hard-links.ts';

export interface WalkContext {
  readonly links: HardLinks;
  /** Unix seconds: entries neither modified nor changed since are marked so. Left out: all are taken. */
  readonly sinceSec?: number | undefined;
  /** Of the `level` line: the time of change does not count. */
  readonly mtimeOnly?: boolean | undefined;
  /** How directories are read; left out: the best way of this machine. */
  readonly directories?: DirectoryScans;
}
