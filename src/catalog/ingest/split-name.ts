/**
 * A whole name to what File and Path hold: everything up to and including the last slash, and the rest, which is
 * empty for a directory (specification 06 §4.3).
 */
import { createHash } from 'node:crypto';
import type { ByteString } from '../../core/index.ts';

/**
 * PostgreSQL's indexes over Path and Filename take some 2700 bytes. What is longer is shortened in the Catalog, with
 * a digest to tell it from its like; the Volume has the true name, and a restore uses that.
 */
const PART_BYTES_MAX = 2_600;
const KEPT_BYTES = 2_500;

export const pathOf = (name: ByteString): ByteString => name.slice(0, name.lastIndexOf('/') + 1);

/** True where the slash that ends `path` is also the last one of `name`. */
export const isDirectlyBelow = (name: ByteString, path: ByteString): boolean =>
  name.startsWith(path) && name.indexOf('/', path.length) === -1;

export const fitPath = (path: ByteString): ByteString => (path.length > PART_BYTES_MAX ? `${shorten(path)}/` : path);
export const fitName = (name: ByteString): ByteString => (name.length > PART_BYTES_MAX ? shorten(name) : name);

const shorten = (part: ByteString): ByteString =>
  `${part.slice(0, KEPT_BYTES)}~${createHash('sha256').update(part, 'latin1').digest('hex')}`;
