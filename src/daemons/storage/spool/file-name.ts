/** What comes over the wire as a name becomes a part of a file's name, and never of a path. */
import type { ByteString } from '../../../core/index.ts';

/** Names as people give them stay as they are; a slash, a control character or a dot in front becomes `%2F` and the like. */
export const fileNameOf = (name: ByteString): ByteString =>
  name.replace(/^\.|[^\w.:+@=,-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
