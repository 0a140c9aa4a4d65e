/**
 * The names already saved of inodes that have several: later ones are saved as links (specification 04 §3.1). The walk
 * asks, and whoever gives out FileIndexes notes.
 */
import type { ByteString } from '../../../core/index.ts';
import type { FileStat } from '../native/index.ts';

export interface SavedName {
  /** The recorded path. */
  readonly path: ByteString;
  readonly fileIndex: number;
  /** The digest stream and bytes, where one was noted. */
  readonly digestStream: number;
  readonly digest: Buffer | undefined;
}

export interface HardLinks extends Disposable {
  find(stat: FileStat): SavedName | undefined;
  /** To be called when an entry of more than one name (`stat.nlink > 1`, no directory) has got its FileIndex. */
  note(stat: FileStat, recordedPath: ByteString, fileIndex: number): void;
  /** When its digest is known; an inode that is forgotten by now is none of our business. */
  noteDigest(stat: FileStat, stream: number, digest: Buffer): void;
  /** Why later names may be saved as files of their own; once, then it is undefined again. For the Job's log. */
  complaint(): ByteString | undefined;
}
