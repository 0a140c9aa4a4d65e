/** Opening a file to read it, leaving as few traces as may be. */
import { constants } from 'node:fs';
import type { ByteString } from '../../../core/index.ts';
import { openFiles } from './native.ts';
import type { SystemFault } from './system-fault.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOATIME = 0 } = constants;

export interface ReadingOptions {
  /** The time of access is not to change; only the owner and root may ask for that, others get the file all the same. */
  readonly noAtime?: boolean;
  /** For a fifo: wait for a writer. Everything else opens at once, whatever has taken the place of the file. */
  readonly wait?: boolean;
}

/** An open file, to be closed by the caller with `closeFile`. Never follows a link. */
export function openForReading(path: ByteString, options: ReadingOptions = {}): number | SystemFault {
  const { noAtime = false, wait = false } = options;
  const { openFile } = openFiles();
  let flags = O_RDONLY | O_NOFOLLOW | (wait ? 0 : O_NONBLOCK) | (noAtime ? O_NOATIME : 0);
  for (;;) {
    const fd = openFile(path, flags);
    if (typeof fd === 'number') return fd;
    if (fd.code === 'EPERM' && (flags & O_NOATIME) !== 0) flags &= ~O_NOATIME;
    // Somebody holds a lease on the file (Samba does), and gives it back to whoever waits for it.
    else if (fd.code === 'EAGAIN' && (flags & O_NONBLOCK) !== 0) flags &= ~O_NONBLOCK;
    else return fd;
  }
}
