/** The header of a stream on its way to a Volume (page 04 §3): `<FileIndex> <Stream> <info>`, read from its bytes. */

export interface StreamHeader {
  readonly fileIndex: number;
  /** With its flag bits. */
  readonly stream: number;
}

const HEADER_BYTES_MAX = 64;
const INT_MAX = 2 ** 31 - 1;
const BLANK = 0x20;

/** Undefined: no header. What stands behind the second number is not verified, as genuine daemons do not. */
export function parseStreamHeader(payload: Buffer): StreamHeader | undefined {
  if (payload.length > HEADER_BYTES_MAX) return undefined;
  const afterIndex = payload.indexOf(BLANK);
  const afterStream = payload.indexOf(BLANK, afterIndex + 1);
  if (afterIndex < 1 || afterStream < 0) return undefined;
  const fileIndex = positive(payload, 0, afterIndex);
  const stream = positive(payload, afterIndex + 1, afterStream);
  return fileIndex < 1 || stream < 1 ? undefined : { fileIndex, stream };
}

/** A decimal number of 31 bits between two positions; -1 where there is none. */
function positive(payload: Buffer, from: number, to: number): number {
  if (to <= from || to - from > 10) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (payload[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value > INT_MAX ? -1 : value;
}
