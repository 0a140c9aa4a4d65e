/** A recorded path, taken apart: what no file system has as a name is refused before anything is touched. */
import type { ByteString } from '../../../../core/index.ts';

const NAME_BYTES_MAX = 255;
const PARTS_MAX = 2048;

/** One name, and nothing that leads anywhere. */
export const isPlainName = (name: ByteString): boolean =>
  name !== '' && name !== '.' && isPossible(name) && !name.includes('/');

const isPossible = (name: ByteString): boolean =>
  name !== '..' && name.length <= NAME_BYTES_MAX && !name.includes('\0');

/** Its names from the top; undefined where one of them is `..`, holds a NUL or is longer than any file system has it. */
export function pathParts(path: ByteString): ByteString[] | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length <= PARTS_MAX && parts.every(isPossible) ? parts : undefined;
}
