/** The first text of each label: which kind of Volume it stands on (05 §4). The newline belongs to it. */
import type { ByteString } from '../core/index.ts';

export const LABEL_ID: ByteString = 'Bacula 1.0 immortal\n';
const LABEL_ID_OLD: ByteString = 'Bacula 0.9 mortal\n';
export const LABEL_VERSION = 11;
const LABEL_VERSION_BEFORE = 10;

/** Kinds of Volumes that are no plain file; the number is their labels' version. */
const OTHER_DEVICES: ReadonlyMap<ByteString, string> = new Map([
  ['Bacula 1.0 Metadata\n', 'an aligned Volume'],
  ['Bacula 1.0 Aligned Data\n', 'the data of an aligned Volume'],
  ['Bacula 1.0 Dedup Metadata\n', 'a Dedup Volume'],
  ['Bacula 1.0 S3 Cloud Data\n', 'a part of a cloud Volume'],
]);

/** Why a label with this id is none of a plain file's; undefined where it is one. */
export function foreignLabel(id: ByteString, version: number): string | undefined {
  const other = OTHER_DEVICES.get(id);
  if (other !== undefined) return `it is ${other}`;
  if (id !== LABEL_ID && id !== LABEL_ID_OLD) return 'it is no label of Bacula';
  // The old id came with the older layout, whose exact numbers nobody wrote down; it is read as far as it goes.
  if (id === LABEL_ID_OLD || version === LABEL_VERSION || version === LABEL_VERSION_BEFORE) return undefined;
  return `its version is ${version}`;
}
