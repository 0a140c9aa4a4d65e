/** The letters of an `O` line (pages 02 §4 and 07 §3.2); config makes them, in the order in which they were written. */
import type { ByteString } from '../../core/index.ts';

/** `AllowCompression = no` of the Storage takes compression out. Values up to their colon are kept. */
export const withoutCompression = (letters: ByteString): ByteString =>
  letters.replace(/[VCJP][^:]*:|Z./g, (item) => (item.startsWith('Z') ? '' : item));
