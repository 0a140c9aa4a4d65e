/**
 * The words of a bpipe entry of a FileSet (specification 04 §4.4): `bpipe:<path>:<command that reads>:<command that
 * writes>`. The path is only a name under which the data is saved; the last command may hold further colons.
 */
import type { ByteString } from '../../../core/index.ts';

export interface Bpipe {
  /** The whole entry, as the Volume keeps it. */
  readonly command: ByteString;
  readonly path: ByteString;
  /** Prints what is saved. */
  readonly reader: ByteString;
  /** Is given what is restored. */
  readonly writer: ByteString;
}

/** Undefined: this is for another plugin, or is not whole. */
export function parseBpipe(command: ByteString): Bpipe | undefined {
  const match = /^bpipe:([^:]+):([^:]*):([\s\S]*)$/.exec(command.trim());
  const [, path, reader, writer] = match ?? [];
  if (path === undefined || reader === undefined || writer === undefined) return undefined;
  return { command, path, reader, writer };
}
