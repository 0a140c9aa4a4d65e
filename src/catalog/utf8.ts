/** For databases that store UTF-8 only: names whose bytes are no UTF-8 get U+FFFD where they cannot be stored. */
import { isUtf8 } from 'node:buffer';
import type { ByteString } from '../core/index.ts';

const NON_ASCII = /[^\x00-\x7f]/;

/** The same text where it is UTF-8 already; else each offending byte replaced. */
export function repairUtf8(text: ByteString): ByteString {
  if (!NON_ASCII.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? text : Buffer.from(bytes.toString('utf8'), 'utf8').toString('latin1');
}
