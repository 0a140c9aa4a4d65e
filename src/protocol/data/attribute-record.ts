/**
 * One file's attributes (page 04 §4.1): `<FileIndex> <type> <name>\0<lstat>\0<link>\0<extended>\0<delta>\0`.
 * Decoded from the bytes without regular expressions or splitting: a backup brings one for every file.
 */
import { type ByteString, bytesToByteString } from '../../core/index.ts';
import { MalformedMessageError } from '../message-errors.ts';

export interface AttributeRecord {
  readonly fileIndex: number;
  /** FILE_TYPE, without flag bits. */
  readonly type: number;
  /** The full path; a directory ends in `/`. */
  readonly path: ByteString;
  readonly lstat: ByteString;
  /** Of a symbolic link its target, of a hard link the first name. */
  readonly link: ByteString;
  readonly extended: ByteString;
  readonly deltaSeq: number;
}

const TYPE_MASK = 0xffff;

/** Throws MalformedMessageError. Trailing fields may be missing, as older daemons leave them out. */
export function decodeAttributeRecord(record: Buffer): AttributeRecord {
  const afterIndex = record.indexOf(0x20);
  const afterType = record.indexOf(0x20, afterIndex + 1);
  const afterPath = record.indexOf(0, afterType + 1);
  if (afterIndex < 1 || afterType < afterIndex + 2 || afterPath < afterType + 2) throw malformed(record);
  const fileIndex = decimal(record, 0, afterIndex);
  const type = decimal(record, afterIndex + 1, afterType);
  if (fileIndex < 0 || type < 0) throw malformed(record);
  const afterLStat = endOfField(record, afterPath + 1);
  const afterLink = endOfField(record, afterLStat + 1);
  const afterExtended = endOfField(record, afterLink + 1);
  return {
    fileIndex,
    type: type & TYPE_MASK,
    path: record.toString('latin1', afterType + 1, afterPath),
    lstat: text(record, afterPath + 1, afterLStat),
    link: text(record, afterLStat + 1, afterLink),
    extended: text(record, afterLink + 1, afterExtended),
    deltaSeq: Math.max(0, decimal(record, afterExtended + 1, endOfField(record, afterExtended + 1))),
  };
}

/** As a File Daemon sends it. */
export function encodeAttributeRecord(record: AttributeRecord): Buffer {
  const { fileIndex, type, path, lstat, link, extended, deltaSeq } = record;
  return Buffer.from(`${fileIndex} ${type} ${path}\0${lstat}\0${link}\0${extended}\0${deltaSeq}\0`, 'latin1');
}

function endOfField(record: Buffer, from: number): number {
  if (from >= record.length) return record.length;
  const nul = record.indexOf(0, from);
  return nul < 0 ? record.length : nul;
}

const text = (record: Buffer, from: number, to: number): ByteString =>
  to > from ? record.toString('latin1', from, to) : '';

const DECIMAL_DIGITS_MAX = 10;

/** A decimal number between two positions; -1 where there is none. */
function decimal(record: Buffer, from: number, to: number): number {
  if (to <= from || to - from > DECIMAL_DIGITS_MAX) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (record[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const malformed = (record: Buffer): MalformedMessageError =>
  new MalformedMessageError('attribute record', bytesToByteString(record.subarray(0, 200)));
