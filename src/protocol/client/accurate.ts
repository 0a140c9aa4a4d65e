/** One packet of an accurate list, Director to FD (page 02 §8): the newest version of a path that the Catalog knows. */
import type { ByteString } from '../../core/index.ts';

export interface AccurateFile {
  /** Path and name; a directory ends in `/`. */
  readonly path: ByteString;
  readonly lstat: ByteString;
  /** Standard base64; empty unless the FileSet's accurate options ask for a digest. */
  readonly digest: ByteString;
  readonly deltaSeq: number;
}

export const formatAccurateFile = (file: AccurateFile): ByteString =>
  `${file.path}\0${file.lstat}\0${file.digest}\0${file.deltaSeq}`;

/** Undefined: no such packet. The last two fields may be missing. */
export function parseAccurateFile(packet: ByteString): AccurateFile | undefined {
  const [path = '', lstat, digest = '', deltaSeq = '0'] = packet.split('\0', 4);
  if (path === '' || lstat === undefined) return undefined;
  return { path, lstat, digest, deltaSeq: Number.parseInt(deltaSeq, 10) || 0 };
}
