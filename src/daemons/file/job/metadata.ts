/** ACLs and extended attributes of files. Not carried yet: what a FileSet asks for, or a Volume holds, is told as left out. */
import type { ByteString } from '../../../core/index.ts';
import type { MetadataDoor } from '../restore/index.ts';
import type { WalkEntry } from '../walk/index.ts';
import type { ThreadTools } from './thread-tools.ts';

const told = new WeakSet<ThreadTools>();

/** Says once in a Job what is missing. */
export function tellMissingMetadata(entry: WalkEntry, tools: ThreadTools): void {
  if ((!entry.options.acl && !entry.options.xattr) || told.has(tools)) return;
  told.add(tools);
  tools.say('warning', 'ACLs and extended attributes are not saved by this Client\n');
}

const LEFT_OUT: ByteString = 'ACLs and extended attributes are not restored by this Client';
export const metadataDoor: MetadataDoor = { apply: () => LEFT_OUT };
