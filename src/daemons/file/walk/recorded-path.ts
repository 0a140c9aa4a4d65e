/** The path as the Volume and the Catalog know it (specification 04 §4.1). */
import type { ByteString } from '../../../core/index.ts';
import { FILE_TYPE } from '../../../protocol/index.ts';
import type { WalkEntry } from './walk-entry.ts';

/** A directory's with a slash at its end; without its first parts where StripPath says so and something is left. */
export function recordedPath({ path, type, options }: Pick<WalkEntry, 'path' | 'type' | 'options'>): ByteString {
  const stripped = options.stripPath > 0 ? stripPath(path, options.stripPath) : path;
  return type === FILE_TYPE.directory && !stripped.endsWith('/') ? `${stripped}/` : stripped;
}

function stripPath(path: ByteString, parts: number): ByteString {
  let slash = path.startsWith('/') ? 0 : -1;
  for (let part = 0; part < parts; part++) {
    slash = path.indexOf('/', slash + 1);
    if (slash < 0) return path;
  }
  return path.slice(slash);
}
