/** What a Director may have saved of this machine: its Allowed and Excluded Backup Directories (specification 07 §9.14). */
import type { ByteString } from '../../../core/index.ts';
import type { PathRestrictions } from './thread-calls.ts';

/** Undefined: everything is permitted. */
export function permission({ allowedBackup, excludedBackup }: PathRestrictions) {
  if (allowedBackup.length === 0 && excludedBackup.length === 0) return undefined;
  return (path: ByteString): boolean =>
    (allowedBackup.length === 0 || allowedBackup.some((folder) => isBelow(path, folder))) &&
    !excludedBackup.some((folder) => isBelow(path, folder));
}

/** The folder itself counts as below it. */
const isBelow = (path: ByteString, folder: ByteString): boolean => {
  const plain = folder.length > 1 && folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return path === plain || path.startsWith(plain === '/' ? '/' : `${plain}/`);
};
