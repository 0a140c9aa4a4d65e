/**
 * Volumes that must not change before a day: read-only to all but root, and on request immutable, also to root. The day
 * stands where genuine daemons put it, in the time of the last access. What is protected is what its file says, not the Catalog.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ByteString, byteStringToBytes, isImmutable, setImmutable } from '../../../core/index.ts';
import { VolumeProtectedError } from './errors.ts';
import { deviceError } from './os-error.ts';
import { checkVolumeName } from './volume-name.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const WRITE_BITS = 0o222;
const PROTECTED_MODE = 0o400;
const ORDINARY_MODE = 0o640;

export interface VolumeProtection {
  readonly immutable: boolean;
  readonly until: Date;
}

export interface Unprotecting {
  readonly now: Date;
  /** Otherwise it stays as it is, once its day has come. */
  readonly lift: boolean;
}

/** How far it went: an immutable Volume is read-only too. */
export type Protected = 'immutable' | 'read-only' | 'read-only, not permitted' | 'read-only, unsupported';

/** Undefined: the Volume may be written, or is not there. */
export function protectionOf(folder: ByteString, volume: ByteString): Promise<VolumeProtection | undefined> {
  return withVolume(folder, volume, async (file) => {
    const { mode, atime } = await file.stat();
    const immutable = isImmutable(file.fd) === true;
    return (mode & WRITE_BITS) === 0 || immutable ? { immutable, until: atime } : undefined;
  }).catch(() => undefined);
}

/** Extends a protection that is there; never shortens one. */
export function protectVolume(
  folder: ByteString,
  volume: ByteString,
  { immutable, until }: VolumeProtection,
): Promise<Protected> {
  return withVolume(folder, volume, async (file): Promise<Protected> => {
    const { atime, mtime, mode } = await file.stat();
    if (isImmutable(file.fd) === true) return 'immutable';
    const standing = (mode & WRITE_BITS) === 0 && atime > until ? atime : until;
    await file.chmod(PROTECTED_MODE);
    await file.utimes(standing, mtime);
    await file.sync();
    if (!immutable) return 'read-only';
    const result = setImmutable(file.fd, true);
    if (result === 'done' && isImmutable(file.fd) === true) return 'immutable';
    return result === 'not permitted' ? 'read-only, not permitted' : 'read-only, unsupported';
  });
}

/** Throws VolumeProtectedError where its day has not come, or where the protection cannot be taken away. */
export async function unprotectVolume(
  folder: ByteString,
  volume: ByteString,
  { now, lift }: Unprotecting,
): Promise<void> {
  const protection = await protectionOf(folder, volume);
  if (protection === undefined) return;
  const where = `${folder}/${volume}`;
  if (protection.until > now) throw new VolumeProtectedError(where, protection.until);
  if (!lift) return;
  await withVolume(folder, volume, async (file) => {
    if (protection.immutable && setImmutable(file.fd, false) !== 'done') {
      throw new VolumeProtectedError(where, protection.until);
    }
    await file.chmod(ORDINARY_MODE);
  });
}

async function withVolume<T>(
  folder: ByteString,
  volume: ByteString,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> {
  checkVolumeName(volume);
  const where = `${folder}/${volume}`;
  try {
    const file = await open(byteStringToBytes(where), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw deviceError(error, 'opening', where, true);
  }
}
