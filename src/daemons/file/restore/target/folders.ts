/**
 * The folders that files are restored into. Each is opened inside the one above it (through /proc/self/fd, as openat does
 * it) and held open; below a target folder no link is followed on the way, so that nothing a record says leads out of it.
 * Folders that had their record keep the times it gave them, whatever is put into them later.
 */
import { chmodSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../../core/index.ts';
import { SystemFault } from '../../native/index.ts';
import { RestoreFolderError, TargetError } from '../errors.ts';
import { type Folder, type FolderTimes, folderPath, Place } from './folder.ts';
import { attempt, leave, newFolder, reopen } from './open-folder.ts';
import { isPlainName, pathParts } from './path-parts.ts';

const { O_DIRECTORY, O_NOFOLLOW } = constants;
/** Opens without any right on the folder; Node does not name it. */
const O_PATH = 0x200000;
const OPEN_MAX = 64;
/** Until its record comes, nobody else looks into a folder; if none comes, it gets the usual mode. */
const MODE_MEANWHILE = 0o700;
const MODE_WITHOUT_RECORD = 0o755;

export class Folders {
  readonly #follows: boolean;
  readonly #top: Folder;
  /** The folder that was asked for last, by what stood before the name: files of one folder come together. */
  #last: { readonly before: ByteString; readonly folder: Folder } | undefined;
  /** In the order of their last use. */
  readonly #open = new Map<ByteString, Folder>();
  /** Made here, and without a record so far. */
  readonly #made = new Set<ByteString>();
  /** Inodes of those that had their record. */
  readonly #finished = new Set<number>();

  /** `folder` undefined: anywhere, and links are followed. @throws RestoreFolderError */
  constructor(folder: ByteString | undefined) {
    const path = byteStringToBytes(folder ?? '/');
    this.#follows = folder === undefined;
    try {
      mkdirSync(path, { recursive: true });
      this.#top = newFolder('', openSync(path, O_PATH | O_DIRECTORY));
      statSync(folderPath(this.#top));
    } catch (error) {
      throw new RestoreFolderError(folder ?? '/', SystemFault.of(error).message, { cause: error });
    }
  }

  /** Where a recorded path belongs; the folders above it are made. To be released. @throws TargetError */
  place(path: ByteString): Place {
    const slash = path.lastIndexOf('/');
    const last = this.#last;
    if (last !== undefined && last.before.length === slash && path.startsWith(last.before)) {
      const name = path.slice(slash + 1);
      if (isPlainName(name)) return hold(last.folder, name);
    }
    return this.#findPlace(path, slash);
  }

  release({ folder }: Place): void {
    folder.holds--;
  }

  /** The folder of a recorded path, made where it is missing. To be released. @throws TargetError */
  folder(path: ByteString): Folder {
    const parts = pathParts(path);
    if (parts === undefined) throw new TargetError('It has a name that no folder can have');
    const folder = this.#enter(parts);
    folder.holds++;
    return folder;
  }

  /** True: made or finished here, so that a second record of it counts whatever stands on the disk. */
  isOurs({ key, ino }: Folder): boolean {
    return this.#made.has(key) || this.#finished.has(ino);
  }

  /** Its record has come and was applied. */
  finish(folder: Folder, times: FolderTimes): void {
    this.#made.delete(folder.key);
    this.#finished.add(folder.ino);
    folder.times = times;
    folder.dirty = false;
  }

  /** All is closed and gets its times; folders without a record get the usual mode. */
  close(): void {
    for (const key of this.#made) {
      attempt(() => chmodSync(folderPath(this.#enter(key.split('/'))), MODE_WITHOUT_RECORD));
    }
    this.#last = undefined;
    for (const folder of this.#open.values()) leave(folder);
    leave(this.#top);
    this.#open.clear();
  }

  #findPlace(path: ByteString, slash: number): Place {
    const parts = pathParts(path);
    const name = parts?.pop();
    if (parts === undefined || name === undefined) throw new TargetError('It has a name that no file can have');
    const folder = this.#enter(parts);
    // Not of a folder's own path, which ends in a slash or in a dot.
    if (slash >= 0 && path.slice(slash + 1) === name) this.#last = { before: path.slice(0, slash), folder };
    return hold(folder, name);
  }

  #enter(parts: readonly ByteString[]): Folder {
    const name = parts.at(-1);
    if (name === undefined) return this.#top;
    const key = parts.join('/');
    const open = this.#open.get(key);
    if (open !== undefined) {
      this.#open.delete(key);
      this.#open.set(key, open);
      return open;
    }
    const parent = this.#enter(parts.slice(0, -1));
    parent.holds++;
    try {
      return this.#openIn(parent, name, key);
    } finally {
      parent.holds--;
    }
  }

  #openIn(parent: Folder, name: ByteString, key: ByteString): Folder {
    const path = byteStringToBytes(new Place(parent, name).path);
    const flags = O_PATH | O_DIRECTORY | (this.#follows ? 0 : O_NOFOLLOW);
    const fd = openOrMissing(path, flags) ?? this.#make(parent, path, flags, key);
    const folder = newFolder(key, fd);
    if (this.#finished.has(folder.ino)) reopen(folder);
    this.#open.set(key, folder);
    if (this.#open.size > OPEN_MAX) this.#closeOldest();
    return folder;
  }

  #make(parent: Folder, path: Buffer, flags: number, key: ByteString): number {
    mkdirSync(path, MODE_MEANWHILE);
    parent.dirty = true;
    this.#made.add(key);
    return openSync(path, flags);
  }

  #closeOldest(): void {
    for (const [key, folder] of this.#open) {
      if (folder.holds > 0) continue;
      this.#open.delete(key);
      if (this.#last?.folder === folder) this.#last = undefined;
      leave(folder);
      return;
    }
  }
}

function hold(folder: Folder, name: ByteString): Place {
  folder.holds++;
  return new Place(folder, name);
}

/** Undefined: there is no such name. @throws TargetError */
function openOrMissing(path: Buffer, flags: number): number | undefined {
  try {
    return openSync(path, flags);
  } catch (error) {
    const { code, message } = SystemFault.of(error);
    if (code === 'ENOENT') return undefined;
    const inTheWay = code === 'ENOTDIR' || code === 'ELOOP';
    throw new TargetError(inTheWay ? IN_THE_WAY : `A folder above it cannot be entered: ERR=${message}`, {
      cause: error,
    });
  }
}

const IN_THE_WAY = 'A link or a file stands where a folder above it must be, and nothing is restored through it';
