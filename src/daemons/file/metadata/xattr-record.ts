/** The record of all extended attributes of a file (specification 04 §5.5). */
import type { ByteString } from '../../../core/index.ts';

export interface Xattr {
  /** With its namespace: `user.x`. */
  readonly name: ByteString;
  readonly value: Buffer;
}

const MAGIC = 0x005c_5884;
const WORD = 4;

export const encodeXattrs = (attributes: readonly Xattr[]): Buffer =>
  Buffer.concat(
    attributes.flatMap(({ name, value }) => {
      const before = Buffer.alloc(2 * WORD + name.length + WORD);
      before.writeUInt32BE(MAGIC, 0);
      before.writeUInt32BE(name.length, WORD);
      before.write(name, 2 * WORD, 'latin1');
      before.writeUInt32BE(value.length, 2 * WORD + name.length);
      return [before, value];
    }),
  );

/** As far as they are whole; `broken`: something else follows. */
export function decodeXattrs(record: Buffer): { readonly attributes: readonly Xattr[]; readonly broken: boolean } {
  const attributes: Xattr[] = [];
  for (let at = 0; at < record.length; ) {
    const name = piece(record, at + WORD);
    const value = name && piece(record, name.end);
    if (name === undefined || value === undefined || record.readUInt32BE(at) !== MAGIC) {
      return { attributes, broken: true };
    }
    attributes.push({ name: name.bytes.toString('latin1'), value: value.bytes });
    at = value.end;
  }
  return { attributes, broken: false };
}

/** Bytes with their length before them. */
function piece(record: Buffer, at: number): { bytes: Buffer; end: number } | undefined {
  if (at + WORD > record.length) return undefined;
  const end = at + WORD + record.readUInt32BE(at);
  return end > record.length ? undefined : { bytes: record.subarray(at + WORD, end), end };
}
