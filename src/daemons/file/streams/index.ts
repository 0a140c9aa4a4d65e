/** The door of streams: file data to packets and back, with digests. For worker threads: files are read synchronously. */
export { type DataFormat, dataFormat, formatFor } from './data-stream.ts';
export { type DigestKind, type DigestName, digestKindOfStream, digestOfSignature } from './digest/digest-kind.ts';
export { openFileEncoder } from './encode/encode-files.ts';
export type { EncodeOptions } from './encode/encode-options.ts';
export type { DataEntry, EncodedFile, FileDigest, FileEncoder } from './file-encoder.ts';
export type { FileProblem } from './file-problem.ts';
export { type FramedWriter as PacketWriter, openPacketWriter } from './output/framed-writer.ts';
export type { SendFramed } from './packet-writer.ts';
