/** The door of metadata: ACLs and extended attributes, from files to streams and back. */
export { applyMetadata } from './apply-metadata.ts';
export { collectMetadata, type MetadataChoice } from './collect-metadata.ts';
export type { CollectedMetadata, MetadataStream } from './metadata-stream.ts';
export { METADATA_STREAM, type MetadataKind, metadataKind } from './metadata-streams.ts';
