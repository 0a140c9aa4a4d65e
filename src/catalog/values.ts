/**
 * Values on their way to PostgreSQL and back. Text is bytes: what is not ASCII travels as a binary parameter, which
 * the server takes as it is (SQL_ASCII), and comes back as latin1 (see bytes-client.ts). Timestamps are local time.
 */
import { byteStringToBytes } from '../core/index.ts';
import type { SqlValue } from './sql.ts';
import { repairUtf8 } from './utf8.ts';

const NON_ASCII = /[^\x00-\x7f]/;

/** What pg takes as a parameter: a string goes as text, a Buffer as the binary form of the column's type. */
export type Parameter = string | Buffer | null;

/** `utf8` says that the database stores nothing but UTF-8, so that other bytes are replaced. */
export function encodeValue(value: SqlValue, utf8: boolean): Parameter {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return encodeText(value, utf8);
  if (value instanceof Date) return formatTimestamp(value);
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'object') return encodeArray(value, utf8);
  return String(value);
}

function encodeText(text: string, utf8: boolean): string | Buffer {
  if (!NON_ASCII.test(text)) return text;
  return byteStringToBytes(utf8 ? repairUtf8(text) : text);
}

function encodeArray(values: readonly (number | string)[], utf8: boolean): string | Buffer {
  if (values.every((value) => typeof value === 'number')) return `{${values.join(',')}}`;
  return encodeTextArray(values.map((value) => (utf8 ? repairUtf8(String(value)) : String(value))));
}

const TEXT_OID = 25;
const ARRAY_HEADER_BYTES = 20;

/** PostgreSQL's binary form of text[]: dimensions, no NULLs, element type, length, lower bound; then each element. */
export function encodeTextArray(texts: readonly string[]): Buffer {
  let size = ARRAY_HEADER_BYTES;
  for (const text of texts) size += 4 + text.length;
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(0, 4);
  bytes.writeInt32BE(TEXT_OID, 8);
  bytes.writeInt32BE(texts.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = ARRAY_HEADER_BYTES;
  for (const text of texts) {
    bytes.writeInt32BE(text.length, at);
    at += 4 + bytes.write(text, at + 4, 'latin1');
  }
  return bytes;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-21 08:15:27`: the Director's local time, as genuine Directors and web consoles read it (06 §1). */
export const formatTimestamp = (date: Date): string =>
  `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
  `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;

const TIMESTAMP = /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)/;

/** Local time back to a Date; what is no ordinary date (infinity) reads as none. */
export function parseTimestamp(text: string): Date | null {
  const match = TIMESTAMP.exec(text);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return new Date(year, month - 1, day, hour, minute, second);
}

const parseIntArray = (text: string): number[] => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number));

/** By type oid. bigint becomes a number: exact up to 9 PB, and no counter of a Catalog is beyond that. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [17, (text) => Buffer.from(text.slice(2), 'hex')],
  [20, Number],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [1700, Number],
  [1007, parseIntArray],
  [1016, parseIntArray],
  [1114, parseTimestamp],
]);

const asItIs = (text: string): unknown => text;

/** How pg turns the text form of a column into a value. */
export const typeParser = (oid: number): ((text: string) => unknown) => PARSERS.get(oid) ?? asItIs;
