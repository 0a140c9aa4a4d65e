/**
 * What a release of the shared configuration is made of: files with mode and owner, and what included commands printed. Its
 * digest is its name, and covers every byte of it. A manifest comes from other machines: it is checked whole before any
 * part of it becomes a path.
 */
import { createHash } from 'node:crypto';
import { type ByteString, displayText } from '../../../core/index.ts';
import { ReleaseContentError } from '../errors.ts';

/** One text. Names and places are bytes. */
export interface TextEntry {
  /** `command`: what an included command printed. */
  readonly kind: 'file' | 'command';
  /** The names under which the configuration asks for it; none for a file that nothing includes. */
  readonly keys: readonly ByteString[];
  /** Where it belongs: relative to the folder of the Director's file, or absolute. Empty for what a command printed. */
  readonly place: ByteString;
  /** Permission bits. */
  readonly mode: number;
  readonly user: string;
  readonly group: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: 1;
  /** Place of the Director's file. */
  readonly main: ByteString;
  readonly texts: readonly TextEntry[];
}

export interface Release {
  readonly digest: string;
  readonly manifest: Manifest;
  /** In the order of the manifest's texts. */
  readonly contents: readonly Buffer[];
}

export const TEXTS_MAX = 10_000;
export const TEXT_BYTES_MAX = 16 * 1024 * 1024;
export const RELEASE_BYTES_MAX = 64 * 1024 * 1024;
export const MANIFEST_BYTES_MAX = 8 * 1024 * 1024;

const DIGEST = /^[0-9a-f]{64}$/;
const ACCOUNT = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}\$?$/;
const KEYS_MAX = 100;
const KEY_BYTES_MAX = 5_000;
const PLACE_BYTES_MAX = 1_000;
const COMPONENT_BYTES_MAX = 200;

export const isDigest = (text: unknown): text is string => typeof text === 'string' && DIGEST.test(text);
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export function manifestText(manifest: Manifest): string {
  const texts = manifest.texts.map(({ kind, keys, place, mode, user, group, size, sha256 }) => [
    ...[kind, keys, place, mode, user, group, size, sha256],
  ]);
  return JSON.stringify([manifest.format, manifest.main, texts]);
}

export const digestOf = (manifest: Manifest): string => sha256(Buffer.from(manifestText(manifest), 'utf8'));

/** @throws ReleaseContentError */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ReleaseContentError('The manifest of a release is no JSON');
  }
  if (!Array.isArray(value) || value[0] !== 1 || typeof value[1] !== 'string' || !Array.isArray(value[2])) {
    throw new ReleaseContentError('The manifest of a release is of no format that this version knows');
  }
  const texts = value[2].map((row) => entryOf(row));
  const manifest: Manifest = { format: 1, main: value[1], texts };
  checkManifest(manifest);
  return manifest;
}

function entryOf(row: unknown): TextEntry {
  if (!Array.isArray(row)) throw new ReleaseContentError('A text of a release is not described as it should be');
  const [kind, keys, place, mode, user, group, size, digest] = row as unknown[];
  const wellFormed =
    (kind === 'file' || kind === 'command') &&
    Array.isArray(keys) &&
    keys.length <= KEYS_MAX &&
    keys.every((key) => isBytes(key, KEY_BYTES_MAX)) &&
    isBytes(place, PLACE_BYTES_MAX) &&
    isCount(mode, 0o777) &&
    isCount(size, TEXT_BYTES_MAX) &&
    typeof user === 'string' &&
    typeof group === 'string' &&
    isDigest(digest);
  if (!wellFormed) throw new ReleaseContentError('A text of a release is not described as it should be');
  return { kind, keys: keys as string[], place, mode, user, group, size, sha256: digest };
}

const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

const isBytes = (value: unknown, most: number): value is ByteString =>
  typeof value === 'string' && value.length <= most && /^[\x01-\xff]*$/.test(value);

/** @throws ReleaseContentError where a part of it may not become a path, or it is too large */
export function checkManifest({ texts, main }: Manifest): void {
  if (texts.length > TEXTS_MAX) throw new ReleaseContentError(`A release has at most ${TEXTS_MAX} texts`);
  const bytes = texts.reduce((sum, { size }) => sum + size, 0);
  if (bytes > RELEASE_BYTES_MAX) throw new ReleaseContentError(`A release has at most ${RELEASE_BYTES_MAX} bytes`);
  const places = new Set<string>();
  for (const text of texts) {
    checkText(text);
    if (text.kind === 'command') continue;
    if (places.has(text.place)) throw new ReleaseContentError(`Two texts belong to ${displayText(text.place)}`);
    places.add(text.place);
  }
  if (!places.has(main)) throw new ReleaseContentError('A release lacks the file that it begins with');
}

function checkText({ kind, place, user, group }: TextEntry): void {
  if (kind === 'command') {
    if (place !== '') throw new ReleaseContentError('What a command printed has no place');
    return;
  }
  const components = (place.startsWith('/') ? place.slice(1) : place).split('/');
  const plain = components.every(
    (part) => part !== '' && part !== '.' && part !== '..' && part.length <= COMPONENT_BYTES_MAX,
  );
  if (!plain || place.length > PLACE_BYTES_MAX) {
    throw new ReleaseContentError(`${displayText(place)} is no place for a file of a release`);
  }
  if (!ACCOUNT.test(user) || !ACCOUNT.test(group)) {
    throw new ReleaseContentError(`${displayText(place)} belongs to no user and group with usual names`);
  }
}
