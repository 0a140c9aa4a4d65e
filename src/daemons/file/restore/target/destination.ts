/** Where a recorded path is restored to: below a target folder, renamed by substitutions, or where it was. */
import type { ByteString } from '../../../../core/index.ts';
import { parseSubstitutions } from './substitutions.ts';

export interface DestinationOptions {
  readonly where?: ByteString | undefined;
  readonly regexWhere?: ByteString | undefined;
  readonly prefixLinks: boolean;
}

export interface Destination {
  /** The folder that nothing may leave; undefined: anywhere. */
  readonly folder: ByteString | undefined;
  /** The path below the folder, or the whole path; `mtimeSec`: of the file. */
  place(path: ByteString, mtimeSec: number): ByteString;
  /** What a symbolic link will hold. */
  linkText(target: ByteString): ByteString;
}

/** @throws RegexWhereError */
export function openDestination({ where = '', regexWhere, prefixLinks }: DestinationOptions): Destination {
  if (regexWhere !== undefined && regexWhere !== '') {
    return { folder: undefined, place: parseSubstitutions(regexWhere), linkText: (target) => target };
  }
  const folder = where.replace(/\/+$/, '');
  if (folder === '') return { folder: undefined, place: (path) => path, linkText: (target) => target };
  const prefixed = (target: ByteString): ByteString => (target.startsWith('/') ? folder + target : target);
  return { folder, place: (path) => path, linkText: prefixLinks ? prefixed : (target) => target };
}
