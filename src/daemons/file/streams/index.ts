/** The door of streams: file data to packets and back, with digests. For worker threads: files are read synchronously. */
export { type DataFormat, dataFormat, formatFor } from './data-stream.ts';
export { type DataDecoder, openDataDecoder, type UseData } from './decode/data-decoder.ts';
export { DataRecordError } from './decode/data-error.ts';
export {
  DIGEST_KINDS,
  type DigestKind,
  digestKindOfStream,
  digestOfSignature,
} from './digest/digest-kind.ts';
export type { DigestName } from './digest/digest-name.ts';
export { type Digest, openDigest } from './digest/open-digest.ts';
export { openFileEncoder } from './encode/encode-files.ts';
export type { EncodeOptions } from './encode/encode-options.ts';
export type { FileHash } from './encode/file-hash.ts';
export { type HashedFile, type HashOptions, hashFile } from './encode/hash-file.ts';
export type { DataEntry, EncodedFile, FileDigest, FileEncoder } from './file-encoder.ts';
export type { FileProblem } from './file-problem.ts';
export type { LaneDigests } from './lanes/hash-lane.ts';
export { RingHash, type SharedMemory } from './lanes/ring-hash.ts';
export { type FramedWriter as PacketWriter, openPacketWriter } from './output/framed-writer.ts';
export type { SendFramed } from './packet-writer.ts';
export type { DataReader } from './read/data-reader.ts';
