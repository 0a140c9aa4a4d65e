/**
 * The C library as the rest of the File Daemon sees it. Each thread finds its own; nothing here ever waits, but for
 * accounts that a network knows. Whatever fails is a SystemFault, returned, not thrown.
 */
import { describeError } from '../../../core/index.ts';
import { type Accounts, libcAccounts } from './accounts.ts';
import { type Descriptors, libcDescriptors } from './descriptors.ts';
import type { DirectoryScans } from './directory-scan.ts';
import { NativeMissingError } from './errors.ts';
import { type FileExtents, libcFileExtents } from './file-extents.ts';
import { type FileNodes, libcFileNodes } from './file-nodes.ts';
import { type Libc, loadLibc } from './libc.ts';
import { libcDirectoryScans } from './libc-directory-scan.ts';
import { libcMadeFiles, type MadeFiles, nodeMadeFiles } from './made-files.ts';
import { nodeDirectoryScans } from './node-directory-scan.ts';
import { libcOpenFiles, nodeOpenFiles, type OpenFiles } from './open-files.ts';
import { libcSockets, type Sockets } from './sockets.ts';
import { libcXattrs, type Xattrs } from './xattrs.ts';

export interface Native extends Xattrs, FileNodes, FileExtents, Accounts, Descriptors, Sockets, OpenFiles, MadeFiles {
  readonly directories: DirectoryScans;
}

let found: Native | NativeMissingError | undefined;

/** The first call loads it. Never throws: where it is missing, the error says what, and what is lost by it. */
export function findNative(): Native | NativeMissingError {
  found ??= openNative(loadLibc);
  return found;
}

/** For tests: with a loader of their own. */
export function openNative(load: () => Libc): Native | NativeMissingError {
  try {
    const libc = load();
    const directories = libcDirectoryScans(libc);
    return {
      ...libcXattrs(libc),
      ...libcFileNodes(libc),
      ...libcFileExtents(libc),
      ...libcAccounts(libc),
      ...libcDescriptors(libc),
      ...libcSockets(libc),
      ...libcOpenFiles(libc),
      ...libcMadeFiles(libc),
      directories,
    };
  } catch (error) {
    return new NativeMissingError(describeError(error), { cause: error });
  }
}

/** How files are opened on this machine: there is always a way. */
export function openFiles(native = findNative()): OpenFiles {
  return native instanceof NativeMissingError ? nodeOpenFiles : native;
}

/** How files are made on this machine: there is always a way. */
export function madeFiles(native = findNative()): MadeFiles {
  return native instanceof NativeMissingError ? nodeMadeFiles : native;
}

/** How directories are read on this machine: there is always a way. */
export function directoryScans(native = findNative()): DirectoryScans {
  return native instanceof NativeMissingError ? nodeDirectoryScans() : native.directories;
}
