/** The streams beside a file's data that carry its ACLs and extended attributes (specification 04 §5.5). */
import type { ByteString } from '../../../core/index.ts';

export interface MetadataStream {
  /** 1008 access ACL, 1007 default ACL, 1998 extended attributes. */
  readonly stream: number;
  readonly data: Buffer;
}

export interface CollectedMetadata {
  /** In the order in which they are sent. */
  readonly streams: readonly MetadataStream[];
  /** Sentences for the Job's log; each counts as an error. */
  readonly problems: readonly ByteString[];
}
