/**
 * What a FileSet says about a path (specification 02 §4, 07 §3.3). The first Options block of which a pattern fits
 * decides; where none does, the last block's flags apply. Then the Exclude blocks have their say. A `File =` itself is
 * taken in any case, with all that any block of its Include asks for.
 */
import type { ByteString } from '../../../core/index.ts';
import { type Compression, type FileOptions, NO_OPTIONS, type Signature } from './file-options.ts';
import type { FileSet, IncludeBlock, OptionsBlock } from './file-set.ts';
import type { Pattern } from './pattern.ts';
import { compileWildcard, literalOf } from './wildcard.ts';

/** The block whose flags a path gets; undefined: it is left out. `path`: a directory's without a slash at its end. */
export type Selector = (path: ByteString, isDirectory: boolean) => OptionsBlock | undefined;

export const NO_BLOCK: OptionsBlock = {
  flags: NO_OPTIONS,
  forDirectories: [],
  forOthers: [],
  fsTypes: [],
  driveTypes: [],
  plugin: undefined,
};

/** For what lies below the files of an Include. */
export function openSelector(include: IncludeBlock, excludes: FileSet['excludes']): Selector {
  const isExcluded = openExcludes(excludes);
  const last = include.options.at(-1) ?? NO_BLOCK;
  const deciding = include.options.filter((block) => block.flags.exclude || !hasNoPattern(block));
  return (path, isDirectory) => {
    const fitting = deciding.find((block) => fits(block, path, isDirectory));
    if (fitting?.flags.exclude || isExcluded(path)) return undefined;
    return fitting ?? last;
  };
}

const hasNoPattern = (block: OptionsBlock): boolean =>
  block.forDirectories.length === 0 && block.forOthers.length === 0;

/** An excluding block without a pattern fits everything. */
function fits(block: OptionsBlock, path: ByteString, isDirectory: boolean): boolean {
  const patterns = isDirectory ? block.forDirectories : block.forOthers;
  return patterns.some((pattern) => pattern.matches(path)) || (block.flags.exclude && hasNoPattern(block));
}

/** Most entries are plain paths: those are looked up, however many there are. */
function openExcludes(excludes: readonly ByteString[]): (path: ByteString) => boolean {
  const literals = new Set<ByteString>();
  const patterns: Pattern[] = [];
  for (const text of excludes) {
    const literal = literalOf(text);
    if (literal === undefined) patterns.push(compileWildcard(text));
    else literals.add(literal);
  }
  if (literals.size === 0 && patterns.length === 0) return () => false;
  return (path) => literals.has(path) || patterns.some((pattern) => pattern.matches(path));
}

/** The order in which a Client prefers them where several are asked for. */
const SIGNATURES: readonly Signature[] = ['MD5', 'SHA1', 'SHA256', 'SHA512', 'XXHASH64', 'XXH3_64', 'XXH3_128'];

/** What a `File =` of this Include gets: everything that one of its blocks asks for; file systems as in the last one. */
export function blockOfTop({ options }: IncludeBlock): OptionsBlock {
  const flags = options.map((block) => block.flags);
  const any = (name: keyof FileOptions): boolean => flags.some((each) => each[name] === true);
  const every = (name: keyof FileOptions): boolean => flags.every((each) => each[name] === true);
  const last = <T>(pick: (each: FileOptions) => T | undefined): T | undefined =>
    flags.map(pick).findLast((value) => value !== undefined);
  return {
    ...(options.at(-1) ?? NO_BLOCK),
    flags: {
      signature: SIGNATURES.find((signature) => flags.some((each) => each.signature === signature)),
      compression: last<Compression>((each) => each.compression),
      replace: last<'a' | 'w' | 'n'>((each) => each.replace),
      stripPath: last((each) => (each.stripPath > 0 ? each.stripPath : undefined)) ?? 0,
      oneFs: every('oneFs'),
      recurse: every('recurse'),
      hardLinks: every('hardLinks'),
      sparse: any('sparse'),
      readFifo: any('readFifo'),
      portable: any('portable'),
      mtimeOnly: any('mtimeOnly'),
      keepAtime: any('keepAtime'),
      noAtime: any('noAtime'),
      acl: any('acl'),
      xattr: any('xattr'),
      checkFileChanges: any('checkFileChanges'),
      honorNoDump: any('honorNoDump'),
      ignoreCase: any('ignoreCase'),
      hfsPlus: any('hfsPlus'),
      exclude: false,
    },
  };
}
