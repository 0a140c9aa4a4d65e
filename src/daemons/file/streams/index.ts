/** The door of streams: file data to packets and back, with digests. For worker threads: files are read synchronously. */
export type { DataEntry, EncodedFile, FileDigest, FileEncoder } from './file-encoder.ts';
export type { FileProblem } from './file-problem.ts';
export type { PacketWriter, SendFramed } from './packet-writer.ts';
