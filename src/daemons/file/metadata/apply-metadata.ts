/** Saved ACLs and extended attributes back onto a file (specification 04 §5.5), whoever has saved them. */
import type { ByteString } from '../../../core/index.ts';
import { findNative, type Native, NativeMissingError } from '../native/index.ts';
import { ACCESS_ACL, DEFAULT_ACL } from './collect-metadata.ts';
import { type MetadataKind, metadataKind } from './metadata-streams.ts';
import { encodeAcl, parseAcl } from './posix-acl.ts';
import { decodeXattrs } from './xattr-record.ts';

/**
 * `path`: never followed where it is a link. What went wrong, for the Job's log, a line each; undefined: nothing. Other
 * streams are passed over. Owner and mode come before: setting them takes rights and capabilities away.
 */
export function applyMetadata(
  path: ByteString,
  stream: number,
  data: Buffer,
  native: Native | NativeMissingError = findNative(),
): ByteString | undefined {
  const kind = metadataKind(stream);
  const problems = kind === undefined ? [] : apply(kind, path, stream, data, native);
  return problems.length === 0 ? undefined : problems.join('\n');
}

function apply(
  kind: MetadataKind,
  path: ByteString,
  stream: number,
  data: Buffer,
  native: Native | NativeMissingError,
): ByteString[] {
  if (native instanceof NativeMissingError)
    return [`${WHAT[kind]} of "${path}" not restored: no access to the C library`];
  switch (kind) {
    case 'access-acl':
      return applyAcl(path, ACCESS_ACL, data, native);
    case 'default-acl':
      return applyAcl(path, DEFAULT_ACL, data, native);
    case 'xattrs':
      return applyXattrs(path, data, native);
    default:
      return [`${WHAT[kind]} of "${path}" not restored: of another operating system (stream ${stream})`];
  }
}

const WHAT: Readonly<Record<MetadataKind, string>> = {
  'access-acl': 'ACL',
  'default-acl': 'Default ACL',
  xattrs: 'Extended attributes',
  'foreign-acl': 'ACL',
  'foreign-xattrs': 'Extended attributes',
};

function applyAcl(path: ByteString, attribute: ByteString, data: Buffer, native: Native): ByteString[] {
  const end = data.indexOf(0);
  const entries = parseAcl(data.toString('latin1', 0, end < 0 ? data.length : end), native);
  if (typeof entries === 'string') return [`The ACL of "${path}" is not restored: ${entries}`];
  if (entries.length === 0) return [];
  const fault = native.setXattr(path, attribute, encodeAcl(entries));
  return fault === undefined ? [] : [`The ACL of "${path}" cannot be set: ERR=${fault.message}`];
}

/** One that cannot be set does not keep the others from it. */
function applyXattrs(path: ByteString, data: Buffer, native: Native): ByteString[] {
  const { attributes, broken } = decodeXattrs(data);
  const problems = attributes.flatMap(({ name, value }) => {
    const fault = native.setXattr(path, name, value);
    return fault === undefined
      ? []
      : [`The extended attribute ${name} of "${path}" cannot be set: ERR=${fault.message}`];
  });
  return broken ? [...problems, `The extended attributes of "${path}" are damaged on the Volume`] : problems;
}
