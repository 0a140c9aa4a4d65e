/**
 * Whole numbers in as few bytes as they need (seven bits a byte, the sign in the lowest bit), and the fields of an LStat
 * straight from its text (specification 04 §4.2). Up to 2^53 they are exact, above that as exact as a number is.
 */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;
const BLANK = 0x20;
const MINUS = 0x2d;
const SMALL_MAX = 2 ** 30;

/** A number takes so many bytes at most. */
export const PACKED_BYTES_MAX = 10;

/** Returns where the next one goes. */
export function packNumber(bytes: Buffer, at: number, value: number): number {
  const negative = value < 0;
  let next = at;
  let rest = (negative ? -value : value) * 2 + (negative ? 1 : 0);
  while (rest >= SMALL_MAX) {
    bytes[next++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest > 127) {
    bytes[next++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[next++] = rest;
  return next;
}

/** Reads packed numbers one after the other. */
export class PackedReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  next(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    return value % 2 === 1 ? -(value - 1) / 2 : value / 2;
  }
}

/** The numbers of an LStat into `fields`, as many as there are; what is missing becomes 0. */
export function readLStatFields(text: Buffer, from: number, to: number, fields: Float64Array): void {
  fields.fill(0);
  let field = 0;
  let value = 0;
  let sign = 1;
  for (let at = from; at < to; at++) {
    const byte = text[at] as number;
    const digit = VALUES[byte] as number;
    if (digit >= 0) value = value * 64 + digit;
    else if (byte === MINUS) sign = -1;
    else if (byte === BLANK) {
      fields[field] = value * sign;
      if (++field === fields.length) return;
      value = 0;
      sign = 1;
    } else break;
  }
  fields[field] = value * sign;
}
