/**
 * ACLs and extended attributes of a file as the streams that are saved of it (specification 04 §5.5): access ACL, default
 * ACL of a directory, then all attributes in one record.
 */
import { constants } from 'node:fs';
import type { ByteString } from '../../../core/index.ts';
import { findNative, type Native, NativeMissingError, SystemFault } from '../native/index.ts';
import type { CollectedMetadata, MetadataStream } from './metadata-stream.ts';
import { METADATA_STREAM } from './metadata-streams.ts';
import { decodeAcl, formatAcl, isMinimalAcl } from './posix-acl.ts';
import { encodeXattrs, type Xattr } from './xattr-record.ts';

export interface MetadataChoice {
  readonly acl: boolean;
  readonly xattr: boolean;
}

export const ACCESS_ACL = 'system.posix_acl_access';
export const DEFAULT_ACL = 'system.posix_acl_default';
const ACLS: readonly ByteString[] = [ACCESS_ACL, DEFAULT_ACL];

/** A peer takes a million bytes in one piece. */
const RECORD_BYTES_MAX = 999_000;
/** There is none, there can be none, or the file is gone. */
const NOTHING: readonly string[] = ['ENODATA', 'EOPNOTSUPP', 'ENOTSUP', 'ENOENT'];
const NONE: CollectedMetadata = { streams: [], problems: [] };

/** `mode`: of its lstat. Never throws; where the C library is missing there is nothing, which the Job says once itself. */
export function collectMetadata(
  path: ByteString,
  mode: number,
  choice: MetadataChoice,
  native: Native | NativeMissingError = findNative(),
): CollectedMetadata {
  if (native instanceof NativeMissingError || (!choice.acl && !choice.xattr)) return NONE;
  const streams: MetadataStream[] = [];
  const problems: ByteString[] = [];
  const kind = mode & constants.S_IFMT;
  if (choice.acl && kind !== constants.S_IFLNK) {
    take(aclStream(path, ACCESS_ACL, METADATA_STREAM.accessAcl, native));
    if (kind === constants.S_IFDIR) take(aclStream(path, DEFAULT_ACL, METADATA_STREAM.defaultAcl, native));
  }
  if (choice.xattr) take(xattrStream(path, choice, native));
  return { streams, problems };

  function take(found: MetadataStream | ByteString | undefined): void {
    if (typeof found === 'string') problems.push(found);
    else if (found !== undefined) streams.push(found);
  }
}

function aclStream(
  path: ByteString,
  attribute: ByteString,
  stream: number,
  native: Native,
): MetadataStream | ByteString | undefined {
  const bytes = native.getXattr(path, attribute);
  if (bytes instanceof SystemFault) {
    return NOTHING.includes(bytes.code) ? undefined : `The ACL of "${path}" cannot be read: ERR=${bytes.message}`;
  }
  const entries = decodeAcl(bytes);
  if (entries === undefined) return `The ACL of "${path}" is of a form that is not known`;
  if (stream === METADATA_STREAM.accessAcl && isMinimalAcl(entries)) return undefined;
  return { stream, data: Buffer.from(`${formatAcl(entries, native)}\0`, 'latin1') };
}

function xattrStream(
  path: ByteString,
  { acl }: MetadataChoice,
  native: Native,
): MetadataStream | ByteString | undefined {
  const names = native.listXattrs(path);
  if (names instanceof SystemFault) {
    return NOTHING.includes(names.code)
      ? undefined
      : `The extended attributes of "${path}" cannot be listed: ERR=${names.message}`;
  }
  const attributes: Xattr[] = [];
  let bytes = 0;
  for (const name of names) {
    if (acl && ACLS.includes(name)) continue;
    const value = native.getXattr(path, name);
    if (value instanceof SystemFault) {
      if (NOTHING.includes(value.code)) continue;
      return `The extended attribute ${name} of "${path}" cannot be read: ERR=${value.message}`;
    }
    attributes.push({ name, value });
    bytes += name.length + value.length + 12;
  }
  if (bytes > RECORD_BYTES_MAX)
    return `The extended attributes of "${path}" are too many for one record: ${bytes} bytes`;
  return attributes.length === 0 ? undefined : { stream: METADATA_STREAM.xattrs, data: encodeXattrs(attributes) };
}
