/**
 * LStat: the attributes of a file as the Catalog and the Volumes keep them (page 04 §4.2): sixteen numbers in base 64,
 * one blank between them. Old Catalogs end earlier; what is missing is 0.
 */
import type { ByteString } from '../../core/index.ts';
import { decodeBase64Number, encodeBase64Number } from './base64-number.ts';

/** In the order in which they are written. */
export interface LStat {
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly sizeBytes: number;
  readonly blockSizeBytes: number;
  readonly blocks: number;
  readonly atimeSec: number;
  readonly mtimeSec: number;
  readonly ctimeSec: number;
  /** LinkFI: for a hard link, the FileIndex of the name that carries the data; else 0. */
  readonly linkFileIndex: number;
  readonly flags: number;
  readonly dataStream: number;
}

/** Never throws: a field that is no number reads as far as it is one, and a missing one is 0. */
export function decodeLStat(text: ByteString): LStat {
  let at = 0;
  const next = (): number => {
    const blank = at > text.length ? -1 : text.indexOf(' ', at);
    const end = blank < 0 ? text.length : blank;
    const value = decodeBase64Number(text, at, end);
    at = end + 1;
    return value;
  };
  // Written out: this is done for every file of a restore.
  return {
    dev: next(),
    ino: next(),
    mode: next(),
    nlink: next(),
    uid: next(),
    gid: next(),
    rdev: next(),
    sizeBytes: next(),
    blockSizeBytes: next(),
    blocks: next(),
    atimeSec: next(),
    mtimeSec: next(),
    ctimeSec: next(),
    linkFileIndex: next(),
    flags: next(),
    dataStream: next(),
  };
}

/** Written out: this is done for every file of a backup. `dataStream`: in place of the one in it. */
export function encodeLStat(lstat: LStat, dataStream = lstat.dataStream): ByteString {
  const e = encodeBase64Number;
  const who = `${e(lstat.dev)} ${e(lstat.ino)} ${e(lstat.mode)} ${e(lstat.nlink)} ${e(lstat.uid)} ${e(lstat.gid)}`;
  const size = `${e(lstat.rdev)} ${e(lstat.sizeBytes)} ${e(lstat.blockSizeBytes)} ${e(lstat.blocks)}`;
  const times = `${e(lstat.atimeSec)} ${e(lstat.mtimeSec)} ${e(lstat.ctimeSec)}`;
  return `${who} ${size} ${times} ${e(lstat.linkFileIndex)} ${e(lstat.flags)} ${e(dataStream)}`;
}
