/** The door of native: what the operating system can do and Node cannot. The only user of koffi. */
export type { Accounts } from './accounts.ts';
export { type Descriptors, duplicateDescriptor } from './descriptors.ts';
export type { DirectoryScan, DirectoryScans } from './directory-scan.ts';
export { NativeMissingError } from './errors.ts';
export type { FileExtents } from './file-extents.ts';
export type { FileNodes } from './file-nodes.ts';
export type { FileStat } from './file-stat.ts';
export { fileSystemNames } from './file-systems.ts';
export type { FileTimes } from './file-times.ts';
export { giveBackMemory } from './give-back-memory.ts';
export type { MadeFiles } from './made-files.ts';
export { directoryScans, findNative, madeFiles, type Native, openFiles } from './native.ts';
export type { OpenFiles } from './open-files.ts';
export { openForReading, type ReadingOptions } from './open-for-reading.ts';
export { type OpensslDigest, opensslDigest } from './openssl.ts';
export type { Sockets } from './sockets.ts';
export { SystemFault } from './system-fault.ts';
export type { Xattrs } from './xattrs.ts';
