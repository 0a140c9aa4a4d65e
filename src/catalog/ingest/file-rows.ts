/**
 * File rows in PostgreSQL's binary COPY form, written one after the other into one buffer that is used again and
 * again. A row's PathId may be filled in later: its place in the row is known.
 *
 *   header   "PGCOPY\n\xff\r\n\0", int32 flags, int32 length of an extension: 19 bytes
 *   row      int16 number of fields, then for each int32 length and its bytes
 *   trailer  int16 -1
 */
import type { ByteString } from '../../core/index.ts';
import { FileRecordError } from '../errors.ts';

/** The columns in the order in which they are written. */
export const COPY_FILE = `COPY File (JobId, FileIndex, PathId, DeltaSeq, Filename, LStat, MD5)
  FROM STDIN WITH (FORMAT binary)`;

const HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const TRAILER = Buffer.from('ffff', 'hex');
const FIELDS = 7;
/** Field count, three int4, one int2, and the lengths of three texts. */
const FIXED_BYTES = 2 + 3 * 8 + 6 + 3 * 4;
const FIRST_BYTES = 64 * 1024;
const INT32_MAX = 0x7fffffff;
const INT16_MAX = 0x7fff;

export interface FileRow {
  readonly fileIndex: number;
  readonly deltaSeq: number;
  readonly filename: ByteString;
  readonly lstat: ByteString;
  readonly digest: ByteString;
}

export class FileRows {
  readonly #jobId: number;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #end = 0;
  #count = 0;

  constructor(jobId: number) {
    this.#jobId = jobId;
    this.clear();
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.#end;
  }

  clear(): void {
    this.#end = HEADER.copy(this.#bytes);
    this.#count = 0;
  }

  /** Appends a row; returns where its PathId stands. */
  append({ fileIndex, deltaSeq, filename, lstat, digest }: FileRow, pathId: number): number {
    if (!(Math.abs(fileIndex) <= INT32_MAX)) throw new FileRecordError(`FileIndex ${fileIndex} is no 32-bit number`);
    if (!(deltaSeq >= 0 && deltaSeq <= INT16_MAX)) throw new FileRecordError(`DeltaSeq ${deltaSeq} is out of range`);
    this.#reserve(FIXED_BYTES + filename.length + lstat.length + digest.length);
    this.#int16(FIELDS);
    this.#int32(4);
    this.#int32(this.#jobId);
    this.#int32(4);
    this.#int32(fileIndex);
    this.#int32(4);
    const place = this.#end;
    this.#int32(pathId);
    this.#int32(2);
    this.#int16(deltaSeq);
    this.#text(filename);
    this.#text(lstat);
    this.#text(digest);
    this.#count++;
    return place;
  }

  setPathId(place: number, pathId: number): void {
    this.#bytes.writeInt32BE(pathId, place);
  }

  /** The whole COPY stream in pieces; valid until the next change. */
  *pieces(pieceBytes: number): Generator<Buffer> {
    this.#reserve(TRAILER.length);
    const end = this.#end + TRAILER.copy(this.#bytes, this.#end);
    for (let at = 0; at < end; at += pieceBytes) yield this.#bytes.subarray(at, Math.min(at + pieceBytes, end));
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const bigger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + size));
    this.#bytes.copy(bigger, 0, 0, this.#end);
    this.#bytes = bigger;
  }

  #text(text: ByteString): void {
    this.#int32(text.length);
    this.#end += this.#bytes.write(text, this.#end, 'latin1');
  }

  // By hand: a row has eleven numbers, and the checks of Buffer's writeInt32BE are a third of its cost.
  #int32(value: number): void {
    const bytes = this.#bytes;
    let at = this.#end;
    bytes[at++] = value >>> 24;
    bytes[at++] = value >>> 16;
    bytes[at++] = value >>> 8;
    bytes[at++] = value;
    this.#end = at;
  }

  #int16(value: number): void {
    const bytes = this.#bytes;
    bytes[this.#end++] = value >>> 8;
    bytes[this.#end++] = value;
  }
}
