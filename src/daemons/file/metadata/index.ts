/** The door of metadata: ACLs and extended attributes, from files to streams and back. */
export type { CollectedMetadata, MetadataStream } from './metadata-stream.ts';
