/** What a walk needs to know beside the FileSet. */
import type { HardLinks } from './hard-links.ts';

export interface WalkContext {
  readonly links: HardLinks;
  /** Unix seconds: entries neither modified nor changed since are marked so. Left out: all are taken. */
  readonly sinceSec?: number | undefined;
  /** Of the `level` line: the time of change does not count. */
  readonly mtimeOnly?: boolean | undefined;
}
