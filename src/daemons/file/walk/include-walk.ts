/**
 * The walk below the files of one Include. Directories are read entry by entry with a stack of those that are open, one
 * descriptor each: the depth costs descriptors, the width nothing.
 */
import type { ByteString } from '../../../core/index.ts';
import { blockOfTop, type FileSet, type IncludeBlock, type OptionsBlock, openSelector } from '../file-set/index.ts';
import { type DirectoryScan, type DirectoryScans, type FileStat, SystemFault } from '../native/index.ts';
import { EntryMaker, isDirectory } from './entry-maker.ts';
import type { FileSystemCheck } from './file-system-check.ts';
import { walkProblem } from './problems.ts';
import type { WalkContext } from './walk-context.ts';
import type { WalkEntry, WalkItem, WalkProblem } from './walk-entry.ts';

export interface WalkTools {
  readonly directories: DirectoryScans;
  readonly fileSystems: FileSystemCheck;
}

/** A directory being walked. */
interface Open {
  readonly scan: DirectoryScan;
  /** Comes out when everything below has. */
  readonly entry: WalkEntry;
  /** Stands before the names in it. */
  readonly prefix: ByteString;
}

/** A directory on the way. */
interface Found {
  readonly kind: 'found';
  readonly path: ByteString;
  readonly stat: FileStat;
  readonly block: OptionsBlock;
  /** The directory that it was found in; undefined: it is a `File =` itself. */
  readonly parent: Open | undefined;
}

type Items = Generator<WalkItem, void, void>;

export class IncludeWalk {
  readonly #include: IncludeBlock;
  readonly #tools: WalkTools;
  readonly #select: ReturnType<typeof openSelector>;
  readonly #topBlock: OptionsBlock;
  readonly #make: EntryMaker;
  #top: ByteString = '';

  constructor(include: IncludeBlock, excludes: FileSet['excludes'], context: WalkContext, tools: WalkTools) {
    this.#include = include;
    this.#tools = tools;
    this.#select = openSelector(include, excludes);
    this.#topBlock = blockOfTop(include);
    this.#make = new EntryMaker(include, context);
  }

  /** A `File =` of the FileSet and all that is below it. It is followed where it is a link with a slash behind it. */
  *from(top: ByteString): Items {
    this.#top = top;
    const block = this.#topBlock;
    const stat = this.#tools.directories.stat(top);
    if (stat instanceof SystemFault) {
      yield walkProblem.noStat(top, stat);
      return;
    }
    const refusal = this.#refusedTop(top, stat);
    if (refusal !== undefined) yield refusal;
    else if (isDirectory(stat))
      yield* this.#tree({ kind: 'found', path: withoutSlash(top), stat, block, parent: undefined });
    else if (!isNoDump(stat, block)) {
      const item = this.#make.file(top, stat, block.flags, true);
      if (item !== undefined) yield item;
    }
  }

  #refusedTop(top: ByteString, stat: FileStat): WalkProblem | undefined {
    const { fsTypes, driveTypes } = this.#topBlock;
    const unlisted = this.#tools.fileSystems.unlisted(fsTypes, top, stat.dev);
    if (unlisted !== undefined) return walkProblem.topFileSystemNotListed(top, unlisted);
    // Drives have types on Windows only: any list leaves out whatever is found here.
    return driveTypes.length > 0 ? walkProblem.topDriveNotListed(top) : undefined;
  }

  *#tree(root: Found): Items {
    const stack: Open[] = [];
    try {
      const first = yield* this.#enter(root);
      if (first !== undefined) stack.push(first);
      for (let here = stack.at(-1); here !== undefined; here = stack.at(-1)) {
        const name = here.scan.next();
        if (typeof name === 'string') {
          const item = this.#look(here, name);
          if (item?.kind === 'found') {
            const below = yield* this.#enter(item);
            if (below !== undefined) stack.push(below);
          } else if (item !== undefined) yield item;
          continue;
        }
        if (name instanceof SystemFault) yield walkProblem.noRead(here.entry.path, name);
        stack.pop();
        here.scan.close();
        yield here.entry;
      }
    } finally {
      for (const open of stack) open.scan.close();
    }
  }

  /** What stands there: a directory to enter, something to say, or nothing that is wanted. */
  #look(parent: Open, name: ByteString): WalkItem | Found | undefined {
    const path = parent.prefix + name;
    const stat = parent.scan.stat();
    if (stat instanceof SystemFault) {
      return this.#select(path, false) === undefined ? undefined : walkProblem.noStat(path, stat);
    }
    const isDir = isDirectory(stat);
    const block = this.#select(path, isDir);
    if (block === undefined) return undefined;
    if (isDir) return { kind: 'found', path, stat, block, parent };
    return isNoDump(stat, block) ? undefined : this.#make.file(path, stat, block.flags, false);
  }

  /** Opens a directory that is to be descended into; of others only the entry comes out, or nothing. */
  *#enter({ path, stat, block, parent }: Found): Generator<WalkItem, Open | undefined, void> {
    if (isNoDump(stat, block)) return undefined;
    if (this.#isMarked(path)) {
      yield walkProblem.ignored(path);
      return undefined;
    }
    const entry = this.#make.directory(path, stat, block.flags);
    const obstacle = parent && this.#obstacle(path, stat, block, parent);
    if (obstacle !== undefined) {
      yield obstacle;
      yield { ...entry, changed: true }; // as genuine Clients do, whatever its times
      return undefined;
    }
    const noAtime = block.flags.noAtime || block.flags.keepAtime;
    const scan = parent === undefined ? this.#tools.directories.open(this.#top, noAtime) : parent.scan.open(noAtime);
    if (scan instanceof SystemFault) {
      yield walkProblem.noOpen(path, scan);
      return undefined;
    }
    return { scan, entry, prefix: path.endsWith('/') ? path : `${path}/` };
  }

  #isMarked(directory: ByteString): boolean {
    const { excludeDirContaining: name } = this.#include;
    return name !== undefined && !(this.#tools.directories.stat(`${directory}/${name}`) instanceof SystemFault);
  }

  /** Why a directory is saved without what is in it. */
  #obstacle(path: ByteString, stat: FileStat, block: OptionsBlock, parent: Open): WalkProblem | undefined {
    const { flags, fsTypes, driveTypes } = block;
    if (!flags.recurse) return walkProblem.noRecursion(path, this.#top);
    if (stat.dev === parent.entry.stat.dev) return undefined;
    if (flags.oneFs) return walkProblem.otherFileSystem(path, this.#top);
    if (this.#tools.fileSystems.unlisted(fsTypes, path, stat.dev) !== undefined) {
      return walkProblem.fileSystemNotListed(path, this.#top);
    }
    return driveTypes.length > 0 ? walkProblem.driveNotListed(path, this.#top) : undefined;
  }
}

const isNoDump = (stat: FileStat, block: OptionsBlock): boolean => stat.noDump && block.flags.honorNoDump;

/** The root keeps its own. */
const withoutSlash = (path: ByteString): ByteString => path.replace(/(?<!^)\/+$/, '') || '/';
