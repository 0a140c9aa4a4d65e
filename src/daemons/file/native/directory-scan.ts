/**
 * A directory being read: its entries in the order of the file system, each with what lstat says. Names come in small
 * batches, so a directory of a million names costs no more memory than one of a thousand. Entries are looked up relative
 * to the open directory: nobody can lead a scan astray by swapping a directory for a link.
 */
import type { ByteString } from '../../../core/index.ts';
import type { FileStat } from './file-stat.ts';
import type { SystemFault } from './system-fault.ts';

export interface DirectoryScan {
  /** The name of the next entry, without `.` and `..`; undefined: that was all; a fault: so was that. */
  next(): ByteString | SystemFault | undefined;
  /** Of the entry that `next` gave. */
  stat(): FileStat | SystemFault;
  /** Opens the entry that `next` gave; never follows a link. */
  open(noAtime: boolean): DirectoryScan | SystemFault;
  close(): void;
}

export interface DirectoryScans {
  /** lstat of any path. */
  stat(path: ByteString): FileStat | SystemFault;
  /** A link at the end of the path is followed only where a slash stands behind it. */
  open(path: ByteString, noAtime: boolean): DirectoryScan | SystemFault;
}
