/** The door of spool: files in which a Storage Daemon keeps data and attributes of a Job for a while. */
export { AppendFile, type AppendFileOptions, type Space } from './append-file.ts';
export { AttributeSpool, type WritePacket } from './attribute-spool.ts';
export { SpoolDamagedError, SpoolFileError } from './errors.ts';
export { fileNameOf } from './file-name.ts';
export { type SpoolFacts, type SpoolShare, SpoolTotals } from './spool-totals.ts';
