/**
 * LStat: the attributes of a file as the Catalog and the Volumes keep them (page 04 §4.2): sixteen numbers in base 64,
 * one blank between them. Old Catalogs end earlier; what is missing is 0.
 */
import type { ByteString } from '../../core/index.ts';
import { decodeBase64Number, encodeBase64Number } from './base64-number.ts';

const FIELDS = [
  'dev',
  'ino',
  'mode',
  'nlink',
  'uid',
  'gid',
  'rdev',
  'sizeBytes',
  'blockSizeBytes',
  'blocks',
  'atimeSec',
  'mtimeSec',
  'ctimeSec',
  'linkFileIndex',
  'flags',
  'dataStream',
] as const;

/** `linkFileIndex` (LinkFI): for a hard link, the FileIndex of the name that carries the data; else 0. */
export type LStat = { readonly [Field in (typeof FIELDS)[number]]: number };

/** Never throws: a field that is no number reads as far as it is one, and a missing one is 0. */
export function decodeLStat(text: ByteString): LStat {
  const values = text.split(' ', FIELDS.length);
  return Object.fromEntries(FIELDS.map((field, i) => [field, decodeBase64Number(values[i] ?? '')])) as LStat;
}

/** In the order of FIELDS, written out: this is done for every file of a backup. `dataStream`: in place of the one in it. */
export function encodeLStat(lstat: LStat, dataStream = lstat.dataStream): ByteString {
  const e = encodeBase64Number;
  const who = `${e(lstat.dev)} ${e(lstat.ino)} ${e(lstat.mode)} ${e(lstat.nlink)} ${e(lstat.uid)} ${e(lstat.gid)}`;
  const size = `${e(lstat.rdev)} ${e(lstat.sizeBytes)} ${e(lstat.blockSizeBytes)} ${e(lstat.blocks)}`;
  const times = `${e(lstat.atimeSec)} ${e(lstat.mtimeSec)} ${e(lstat.ctimeSec)}`;
  return `${who} ${size} ${times} ${e(lstat.linkFileIndex)} ${e(lstat.flags)} ${e(dataStream)}`;
}
