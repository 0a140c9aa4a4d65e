/** Numbers in Bacula's base 64 (page 04 §4.3): most significant digit first, no padding, `-` for negatives. */
import type { ByteString } from '../../core/index.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** Two digits at a time: a backup writes sixteen numbers for every file. */
const PAIRS = Array.from({ length: 64 * 64 }, (_, value) => DIGITS.charAt(value >> 6) + DIGITS.charAt(value & 63));

/** 64-bit device and inode numbers may exceed what a number holds exactly; they are only compared, never computed. */
export function encodeBase64Number(value: number): ByteString {
  if (value < 0) return `-${encodeBase64Number(-value)}`;
  if (value < 64) return DIGITS.charAt(value);
  if (value < 4096) return PAIRS[value] as ByteString;
  let text = PAIRS[value % 4096] as ByteString;
  let rest = Math.floor(value / 4096);
  for (; rest >= 4096; rest = Math.floor(rest / 4096)) text = (PAIRS[rest % 4096] as ByteString) + text;
  return (rest < 64 ? DIGITS.charAt(rest) : (PAIRS[rest] as ByteString)) + text;
}

/** Up to the first character that is no digit; nothing at all is 0. */
export function decodeBase64Number(text: ByteString, from = 0, to = text.length): number {
  const negative = from < to && text.charCodeAt(from) === 0x2d;
  let value = 0;
  for (let at = negative ? from + 1 : from; at < to; at++) {
    const code = text.charCodeAt(at);
    const digit = code > 0xff ? -1 : (VALUES[code] as number);
    if (digit < 0) break;
    value = value * 64 + digit;
  }
  return negative && value !== 0 ? -value : value;
}
