/**
 * The kind of file system that a path lies on, by the names that FsType of a FileSet uses (specification 07 §3.2). Two of
 * them may be right: Bacula goes by the number in statfs, which ext2, ext3 and ext4 share, and calls all of them ext2;
 * the mount table knows better.
 */
import { readFileSync, statfsSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { deviceNumber } from './statx.ts';

/** The numbers of those that a mount table may not tell, such as subvolumes of btrfs. */
const BY_NUMBER: Readonly<Record<number, ByteString>> = {
  61267: 'ext2',
  2435016766: 'btrfs',
  1481003842: 'xfs',
  1382369651: 'reiserfs',
  827541066: 'jfs',
  26985: 'nfs',
  20859: 'smbfs',
  4283649346: 'cifs',
  4266872130: 'smb2',
  38496: 'iso9660',
  1397118030: 'ntfs',
  19780: 'msdos',
  40864: 'proc',
  1650812274: 'sysfs',
  40866: 'usbdevfs',
  16914836: 'tmpfs',
  2240043254: 'ramfs',
  2035054128: 'overlay',
  801189825: 'zfs',
  1936814952: 'squashfs',
  1702057286: 'fuse',
  1397113167: 'afs',
  12805120: 'ceph',
  4076150800: 'f2fs',
  3393526350: 'bcachefs',
};

/** All names that fit, the most exact first; empty: unknown. `device`: `dev` of its stat. */
export function fileSystemNames(path: ByteString, device: number, mounts = readMounts()): ByteString[] {
  const names = [mountedAs(device, mounts), BY_NUMBER[numberOf(path)]];
  return [...new Set(names.filter((name) => name !== undefined))];
}

function numberOf(path: ByteString): number {
  try {
    return statfsSync(byteStringToBytes(path)).type >>> 0;
  } catch {
    return 0;
  }
}

function readMounts(): ByteString {
  try {
    return readFileSync('/proc/self/mountinfo', 'latin1');
  } catch {
    return '';
  }
}

/** Of a line `36 35 98:0 /root /mount options … - type source …`. */
const MOUNT = /^\d+ \d+ (\d+):(\d+) .* - (\S+) /;

function mountedAs(device: number, mounts: ByteString): ByteString | undefined {
  for (const line of mounts.split('\n')) {
    const [, major, minor, type] = MOUNT.exec(line) ?? [];
    if (major !== undefined && deviceNumber(Number(major), Number(minor)) === device) return type;
  }
  return undefined;
}
