/** Where restored files go, and what becomes of files that are there already (08b §8). Pure. */
import type { JobResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import type { Replace } from '../../protocol/index.ts';
import { BadRestoreError } from './errors.ts';
import { isAbsolute } from './file-choice.ts';
import { type PathChanges, regexWhereOf } from './regex-where.ts';
import type { RestoreRequest } from './request.ts';

export interface Destination {
  /** A prefix, empty for the original place; or substitutions. */
  readonly where: ByteString;
  readonly regexWhere: ByteString | undefined;
  readonly prefixLinks: boolean;
  readonly replace: Replace;
  readonly warnings: readonly string[];
}

/**
 * The first of these counts: substitutions of the request, substitutions of the Job resource, the request's `where`,
 * the resource's. That a resource's substitutions beat a given `where` is Bacula's way, so it is said.
 */
export function destinationOf(request: RestoreRequest, resource: JobResource): Destination {
  const asked = request.regexWhere || regexWhereOf(request);
  if (asked !== undefined && request.where) {
    throw new BadRestoreError(
      'Both a place and substitutions were given',
      'Leave out --where, or what changes the paths',
    );
  }
  // A genuine File Daemon takes it from its own working directory, which is nobody's wish.
  if (request.where && !isAbsolute(request.where.replaceAll('\\', '/'))) {
    const hint = 'It is a folder of the Client, named from the root on; / is the original place';
    throw new BadRestoreError(`Not an absolute path to restore to: "${displayText(request.where)}"`, hint);
  }
  const configured = resource.regexWhere || regexWhereOf(changesOf(resource));
  const where = plainWhere(request.where ?? (asked === undefined ? resource.where : undefined) ?? '');
  const ignored = asked === undefined && configured !== undefined && Boolean(request.where);
  return {
    where,
    regexWhere: asked ?? configured,
    prefixLinks: request.prefixLinks ?? resource.prefixLinks,
    replace: request.replace ?? resource.replace,
    warnings: ignored
      ? [`RegexWhere of Job ${displayText(resource.name)} is used; the given place ${displayText(where)} is not`]
      : [],
  };
}

const changesOf = ({ stripPrefix, addPrefix, addSuffix }: JobResource): PathChanges => ({
  stripPrefix,
  addPrefix,
  addSuffix,
});

const plainWhere = (where: ByteString): ByteString => (where === '/' ? '' : where);
