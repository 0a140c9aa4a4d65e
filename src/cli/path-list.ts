/** Lists of paths as bytes: what is no UTF-8 travels in base64. */
import { isUtf8 } from 'node:buffer';

export type PathJson = string | { readonly base64: string };

export const pathToJson = (bytes: Buffer): PathJson =>
  isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };

export function pathsOfList(bytes: Buffer, separator: '\n' | '\0'): readonly PathJson[] {
  const paths: PathJson[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(separator, from);
    const end = found < 0 ? bytes.length : found;
    if (end > from) paths.push(pathToJson(bytes.subarray(from, end)));
    from = end + 1;
  }
  return paths;
}
