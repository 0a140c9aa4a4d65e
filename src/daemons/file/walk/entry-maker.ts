/** From what lstat says of a path to the entry that is saved (specification 04 §3.1). */
import { constants, readlinkSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { FILE_TYPE } from '../../../protocol/index.ts';
import type { FileOptions, IncludeBlock } from '../file-set/index.ts';
import { type FileStat, SystemFault } from '../native/index.ts';
import { isNewerThan } from './is-newer-than.ts';
import { walkProblem } from './problems.ts';
import { recordedPath } from './recorded-path.ts';
import type { WalkContext } from './walk-context.ts';
import type { WalkEntry, WalkItem } from './walk-entry.ts';

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO, S_IFCHR, S_IFBLK, S_IFSOCK } = constants;
const READABLE_BY_ALL = 0o444;

export const isDirectory = (stat: FileStat): boolean => (stat.mode & S_IFMT) === S_IFDIR;

export class EntryMaker {
  readonly #include: IncludeBlock;
  readonly #context: WalkContext;

  constructor(include: IncludeBlock, context: WalkContext) {
    this.#include = include;
    this.#context = context;
  }

  directory(path: ByteString, stat: FileStat, options: FileOptions): WalkEntry {
    return this.#entry(path, FILE_TYPE.directory, stat, options);
  }

  /** Of anything but a directory. Undefined: it is saved already. */
  file(path: ByteString, stat: FileStat, options: FileOptions, isTop: boolean): WalkItem | undefined {
    switch (stat.mode & S_IFMT) {
      case S_IFREG:
        return this.#linkable(path, isEmpty(stat) ? FILE_TYPE.empty : FILE_TYPE.regular, stat, options);
      case S_IFLNK:
        return this.#symlink(path, stat, options);
      case S_IFIFO:
        return this.#linkable(path, isTop && options.readFifo ? FILE_TYPE.fifo : FILE_TYPE.special, stat, options);
      case S_IFBLK:
        return this.#linkable(path, isTop ? FILE_TYPE.rawDevice : FILE_TYPE.special, stat, options);
      case S_IFCHR:
        return this.#linkable(path, FILE_TYPE.special, stat, options);
      case S_IFSOCK:
        return this.#isChanged(stat, options) ? walkProblem.socket(path) : undefined;
      default:
        return walkProblem.unknownKind(path, stat.mode);
    }
  }

  #symlink(path: ByteString, stat: FileStat, options: FileOptions): WalkItem {
    try {
      const link = readlinkSync(byteStringToBytes(path), 'latin1');
      return { ...this.#entry(path, FILE_TYPE.symlink, stat, options), link };
    } catch (error) {
      return walkProblem.noFollow(path, SystemFault.of(error));
    }
  }

  /** Several names of one inode: the first carries the data. */
  #linkable(path: ByteString, type: number, stat: FileStat, options: FileOptions): WalkEntry | undefined {
    const entry = this.#entry(path, type, stat, options);
    if (stat.nlink < 2 || !options.hardLinks || !entry.changed) return entry;
    const first = this.#context.links.find(stat);
    if (first === undefined) return entry;
    if (first.path === recordedPath(entry)) return undefined;
    const linked = { ...stat, linkFileIndex: first.fileIndex };
    return { ...entry, type: FILE_TYPE.hardLink, stat: linked, link: first.path, first };
  }

  #entry(path: ByteString, type: number, stat: FileStat, options: FileOptions): WalkEntry {
    const changed = this.#isChanged(stat, options);
    return { kind: 'entry', path, type, stat, link: '', first: undefined, options, include: this.#include, changed };
  }

  #isChanged(stat: FileStat, options: FileOptions): boolean {
    const { sinceSec, mtimeOnly = false } = this.#context;
    return sinceSec === undefined || isNewerThan(stat, sinceSec, mtimeOnly || options.mtimeOnly);
  }
}

/** Whoever may not read an empty file cannot know that it is empty: such a one goes as a file with data. */
const isEmpty = (stat: FileStat): boolean => stat.sizeBytes === 0 && (stat.mode & READABLE_BY_ALL) === READABLE_BY_ALL;
