/**
 * What a walk comes upon (specification 04 §3.1, §4.1): entries to be saved, in the genuine order, and what could not or
 * must not be saved. Entries are made afresh, so they may be kept.
 */
import type { ByteString } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';
import type { FileOptions, IncludeBlock } from '../file-set/index.ts';
import type { FileStat } from '../native/index.ts';
import type { SavedName } from './hard-links.ts';

export type WalkItem = WalkEntry | WalkProblem;

export interface WalkEntry {
  readonly kind: 'entry';
  /** The path on the disk, a directory's without a slash at its end. */
  readonly path: ByteString;
  /** FILE_TYPE: 1 hard link, 2 empty, 3 regular, 4 symlink, 5 directory, 6 special, 16 raw device, 17 fifo to be read. */
  readonly type: number;
  /** `linkFileIndex` is filled for a hard link, `dataStream` is 0. */
  readonly stat: FileStat;
  /** Of a symbolic link its target, of a hard link the recorded path of the first name, else empty. */
  readonly link: ByteString;
  /** Of a hard link: the name that carries the data. */
  readonly first: SavedName | undefined;
  readonly options: FileOptions;
  readonly include: IncludeBlock;
  /** False: neither modified nor changed since the time asked for; such an entry is only counted. Without a time: true. */
  readonly changed: boolean;
}

/** Nothing is saved of it. */
export interface WalkProblem {
  readonly kind: 'problem';
  readonly path: ByteString;
  /** How a genuine Client says it: `notsaved` and `error` count as errors of the Job. */
  readonly message: MessageType;
  readonly text: ByteString;
  readonly countsAsError: boolean;
}
