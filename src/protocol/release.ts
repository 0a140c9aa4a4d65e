/**
 * Which dialect a daemon speaks. Layouts of catalog answers and the numbers of message types changed between 9.6 and 15;
 * the *daemon's* release decides, never ours (pages 01 §3, §10 and 03 §13). FD numbers are not ordered: 213 and 214 are
 * 9.6's, 15 is 15.0.3's.
 */
import type { ByteString } from '../core/index.ts';

export type Release = '9.6' | '15.0';

const STORAGE_VERSION_15 = 30_000;
const RELEASE_OF_NEW_MESSAGE_TYPES = 13;
const OLD_CLIENT_VERSIONS = [213, 214];

/** From the number in `3000 OK Hello n`. */
export const storageRelease = (version: number): Release => (version >= STORAGE_VERSION_15 ? '15.0' : '9.6');

/** From the text behind `2000 OK Job `: `15.0.3 (25Mar25) x86_64…`. */
export function clientRelease(releaseText: ByteString): Release {
  const major = Number.parseInt(releaseText, 10);
  return major >= RELEASE_OF_NEW_MESSAGE_TYPES ? '15.0' : '9.6';
}

/** From the number in `2000 OK Hello n`, for what is said before the release is known. */
export const clientReleaseByVersion = (version: number): Release =>
  version >= 15 && !OLD_CLIENT_VERSIONS.includes(version) ? '15.0' : '9.6';
