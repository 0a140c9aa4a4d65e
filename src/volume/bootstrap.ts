/**
 * A bootstrap file: which records of which Volumes a restore reads (page 03 §9). One part is one Volume; the Storage
 * Daemon reads the parts in their order. The Storage is a word to the Director, who splits a restore by it.
 */
import type { ByteString } from '../core/index.ts';

/** Both ends belong to it. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface BootstrapPart {
  readonly storage?: ByteString;
  /** Mostly one; several mean that the records go on from one to the next. */
  readonly volumes: readonly ByteString[];
  readonly mediaType?: ByteString;
  readonly device?: ByteString;
  readonly slot?: number;
  /** Empty lists admit everything. */
  readonly sessionIds: readonly Range[];
  readonly sessionTimes: readonly Range[];
  /** Byte addresses of blocks on the Volume. */
  readonly addresses: readonly Range[];
  readonly fileIndexes: readonly Range[];
  /** How many files there are: the reader stops when it has seen them. */
  readonly count?: number;
  readonly streams: readonly Range[];
  /** Only paths that match it: a POSIX extended regular expression, without anything around it. */
  readonly fileRegex?: ByteString;
  /** What the session's label must say. */
  readonly jobs: readonly ByteString[];
  readonly jobIds: readonly Range[];
  readonly clients: readonly ByteString[];
  readonly jobType?: number;
  readonly jobLevel?: number;
}

/** A part that admits everything on these Volumes. */
export const bootstrapPart = (volumes: readonly ByteString[], rest: Partial<BootstrapPart> = {}): BootstrapPart => ({
  sessionIds: [],
  sessionTimes: [],
  addresses: [],
  fileIndexes: [],
  streams: [],
  jobs: [],
  jobIds: [],
  clients: [],
  ...rest,
  volumes,
});

export const countOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** How many files a restore of it expects: the counts of its parts, where they are said. */
export const expectedFiles = (parts: readonly BootstrapPart[]): number =>
  parts.reduce((sum, part) => sum + (part.count ?? 0), 0);
