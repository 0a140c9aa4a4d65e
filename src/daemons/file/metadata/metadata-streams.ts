/** The numbers of the streams that carry metadata (specification 04 §3.2), and what they are to Linux. */
import { streamType } from '../../../protocol/index.ts';

export const METADATA_STREAM = { defaultAcl: 1007, accessAcl: 1008, xattrs: 1998 } as const;

export type MetadataKind = 'access-acl' | 'default-acl' | 'xattrs' | 'foreign-acl' | 'foreign-xattrs';

/** 15 and 16 are what very old Clients wrote. Undefined: the stream carries something else. */
export function metadataKind(stream: number): MetadataKind | undefined {
  const type = streamType(stream);
  if (type === METADATA_STREAM.accessAcl || type === 15) return 'access-acl';
  if (type === METADATA_STREAM.defaultAcl || type === 16) return 'default-acl';
  if (type === METADATA_STREAM.xattrs) return 'xattrs';
  if (type >= 1000 && type <= 1022) return 'foreign-acl';
  return type >= 1987 && type <= 1999 ? 'foreign-xattrs' : undefined;
}
