/** Whether a file system is one of those that a FileSet lists (FsType). Each device is asked about once. */
import type { ByteString } from '../../../core/index.ts';
import { fileSystemNames } from '../native/index.ts';

export interface FileSystemCheck {
  /** Undefined: the list is empty or has it; else its name, `unknown` where nobody knows. */
  unlisted(listed: readonly ByteString[], path: ByteString, device: number): ByteString | undefined;
}

export function openFileSystemCheck(namesOf = fileSystemNames): FileSystemCheck {
  const known = new Map<number, readonly ByteString[]>();
  return {
    unlisted: (listed, path, device) => {
      if (listed.length === 0) return undefined;
      const names = known.get(device) ?? namesOf(path, device);
      known.set(device, names);
      return names.some((name) => listed.includes(name)) ? undefined : (names[0] ?? 'unknown');
    },
  };
}
