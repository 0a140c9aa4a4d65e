/**
 * A whole name to what File and Path hold: everything up to and including the last slash, and the rest, which is
 * empty for a directory (specification 06 §4.3).
 */
import { createHash } from 'node:crypto';
import type { ByteString } from '../../core/index.ts';

export const pathOf = (name: ByteString): ByteString => name.slice(0, name.lastIndexOf('/') + 1);

/** True where the slash that ends `path` is also the last one of `name`. */
export const isDirectlyBelow = (name: ByteString, path: ByteString): boolean =>
  name.startsWith(path) && name.indexOf('/', path.length) === -1;

/**
 * A row of PostgreSQL's indexes takes some 2700 bytes after compression: a part up to this length always fits, a longer
 * one if it repeats itself enough.
 */
export const SAFE_PART_BYTES = 2_600;
const KEPT_BYTES = 2_500;

/** What stands for a path that no index takes, with a digest to tell it from its like. The Volume has the true name. */
export const shortenPath = (path: ByteString): ByteString => `${shorten(path)}/`;

/** No file system has such names; what sends them anyway is not to stop the backup. */
export const fitName = (name: ByteString): ByteString => (name.length > SAFE_PART_BYTES ? shorten(name) : name);

const shorten = (part: ByteString): ByteString =>
  `${part.slice(0, KEPT_BYTES)}~${createHash('sha256').update(part, 'latin1').digest('hex')}`;
