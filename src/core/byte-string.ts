/**
 * File names, paths and whatever else comes from a machine's disk are bytes, not Unicode. Inside the house such text
 * travels as a ByteString: a string in which each character stands for one byte (latin1). It is turned into readable
 * text only at the outer doors (HTTP, terminal, log), and is never lost on the way.
 */

/** A string whose characters are all <= U+00FF, one for each byte. */
export type ByteString = string;

const NON_ASCII = /[^\x00-\x7f]/;

export const bytesToByteString = (bytes: Buffer): ByteString => bytes.toString('latin1');
export const byteStringToBytes = (text: ByteString): Buffer => Buffer.from(text, 'latin1');

/** Ordinary Unicode text (a JSON body, an argument list) to its UTF-8 bytes. */
export const toByteString = (text: string): ByteString =>
  NON_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;

/**
 * For people: UTF-8 where it is UTF-8; a byte that is not, and control characters, are shown as `\xNN`,
 * so that no file name can move a terminal's cursor or forge a line of a log.
 */
export function displayText(text: ByteString): string {
  const utf8 = NON_ASCII.test(text) ? decodeUtf8(text) : text;
  return utf8.replace(/[\x00-\x1f\x7f-\x9f]/g, hexEscape);
}

/** As displayText, but newlines and tabs stay: for messages of several lines. */
export function displayLines(text: ByteString): string {
  const utf8 = NON_ASCII.test(text) ? decodeUtf8(text) : text;
  return utf8.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, hexEscape);
}

const hexEscape = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

// One well-formed UTF-8 sequence of two to four bytes, written in latin1.
const UTF8_SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

const decodeUtf8 = (text: ByteString): string =>
  text.replace(UTF8_SEQUENCE, (bytes) =>
    bytes.length === 1 ? hexEscape(bytes) : Buffer.from(bytes, 'latin1').toString('utf8'),
  );
