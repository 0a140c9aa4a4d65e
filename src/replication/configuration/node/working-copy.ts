/**
 * The files in their places (/etc/bacula), where operators edit them and genuine programs read them. Our Director reads the
 * release, so nothing depends on these being in step; they are kept so, but a file that somebody has changed is never touched:
 * it is drift, and is told.
 */
import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ByteString, displayText } from '../../../core/index.ts';
import { ReleaseWriteError } from '../errors.ts';
import { openAccounts } from '../release/accounts.ts';
import { latin1, readBounded, writeOver } from '../release/durable.ts';
import { ownerOf } from '../release/fill-release.ts';
import { pathOfPlace } from '../release/gather.ts';
import { type Release, sha256, TEXT_BYTES_MAX, type TextEntry } from '../release/manifest.ts';

/** `outside`: it is not where the release says, and this node does not let others write there. */
export type DriftKind = 'changed' | 'missing' | 'outside' | 'unreadable';

export interface Drift {
  readonly place: ByteString;
  readonly kind: DriftKind;
}

export interface WorkingCopyOptions {
  /** Folder of the Director's file, absolute, as bytes. */
  readonly base: ByteString;
  /** Files outside of it that may be written. */
  readonly files: readonly ByteString[];
  /** Where it is remembered what each file was in step with. */
  readonly memory: ByteString;
}

/** Place → sha256 of the release's file that the working file was in step with last. */
export type Bases = ReadonlyMap<ByteString, string>;

const MEMORY_BYTES_MAX = 4 * 1024 * 1024;
const KEPT_SUFFIX = '.drifted';

export class WorkingCopy {
  readonly #options: WorkingCopyOptions;

  constructor(options: WorkingCopyOptions) {
    this.#options = options;
  }

  async drift(release: Release): Promise<readonly Drift[]> {
    const found: Drift[] = [];
    for (const text of filesOf(release)) {
      const now = await this.#digestAt(text);
      if (now !== text.sha256) found.push({ place: text.place, kind: this.#kindOf(text, now) });
    }
    return found;
  }

  async bases(): Promise<Bases> {
    try {
      await using handle = await open(latin1(this.#options.memory));
      const rows = JSON.parse((await readBounded(handle, MEMORY_BYTES_MAX)).toString('utf8')) as unknown;
      return new Map(Array.isArray(rows) ? (rows as [string, string][]) : []);
    } catch {
      return new Map();
    }
  }

  /** Every file is in step with this release: it was made of them. */
  async remember(release: Release): Promise<void> {
    await this.#remember(new Map(filesOf(release).map(({ place, sha256 }) => [place, sha256])));
  }

  /** Brings the files into step where nobody has changed them since `old`, or all of them where `overwrite` says so. */
  async follow(release: Release, old: Release | undefined, overwrite: boolean): Promise<readonly Drift[]> {
    const bases = new Map(await this.bases());
    const before = new Map(old === undefined ? [] : filesOf(old).map(({ place, sha256 }) => [place, sha256]));
    const drift: Drift[] = [];
    for (const text of filesOf(release)) {
      const { place } = text;
      const now = await this.#digestAt(text);
      // One that was in step here once and is gone was deleted by somebody.
      const isOurs = now === undefined ? !bases.has(place) : now === before.get(place) || now === bases.get(place);
      if (now !== text.sha256) {
        if (!this.#mayWrite(place) || !(isOurs || overwrite) || now === 'unreadable') {
          drift.push({ place, kind: this.#kindOf(text, now) });
          continue;
        }
        await this.#write(text, contentOf(release, text), now !== undefined && !isOurs);
      }
      bases.set(place, text.sha256);
    }
    await this.#remember(bases);
    return drift;
  }

  /** Undefined: there is none. */
  async #digestAt({ place }: TextEntry): Promise<string | undefined> {
    try {
      await using handle = await open(this.#path(place), constants.O_RDONLY | constants.O_NONBLOCK);
      return sha256(await readBounded(handle, TEXT_BYTES_MAX));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
    }
  }

  #kindOf({ place }: TextEntry, now: string | undefined): DriftKind {
    if (now === undefined) return this.#mayWrite(place) ? 'missing' : 'outside';
    return now === 'unreadable' ? 'unreadable' : 'changed';
  }

  /** A release comes from another machine: it says where files go only below the folder of the Director's file. */
  #mayWrite(place: ByteString): boolean {
    return !place.startsWith('/') || this.#options.files.includes(place);
  }

  async #write(text: TextEntry, content: Buffer, keepOld: boolean): Promise<void> {
    const named = pathOfPlace(this.#options.base, text.place);
    try {
      await mkdir(latin1(dirname(named)), { recursive: true, mode: 0o750 });
      // A link stays one: what it leads to is replaced.
      const path = await realpath(latin1(named), 'latin1').catch(() => named);
      if (keepOld) await keepBeside(path);
      const owner = process.getuid?.() === 0 ? await ownerOf(openAccounts(), text) : undefined;
      await writeOver(path, content, { mode: text.mode, owner });
    } catch (error) {
      throw new ReleaseWriteError(displayText(named), error);
    }
  }

  async #remember(bases: Bases): Promise<void> {
    const bytes = Buffer.from(JSON.stringify([...bases]), 'utf8');
    await writeOver(this.#options.memory, bytes, { mode: 0o640 }).catch((error: unknown) => {
      throw new ReleaseWriteError(displayText(this.#options.memory), error);
    });
  }

  #path(place: ByteString): Buffer {
    return latin1(pathOfPlace(this.#options.base, place));
  }
}

export const filesOf = ({ manifest }: Release): readonly TextEntry[] =>
  manifest.texts.filter(({ kind }) => kind === 'file');

export const contentOf = ({ manifest, contents }: Release, text: TextEntry): Buffer =>
  contents[manifest.texts.indexOf(text)] as Buffer;

async function keepBeside(path: string): Promise<void> {
  const { mode } = await lstat(latin1(path));
  const kept = latin1(path + KEPT_SUFFIX);
  await rm(kept, { force: true });
  await writeFile(kept, '', { mode: 0o600, flag: 'wx' });
  await copyFile(latin1(path), kept);
  await chmod(kept, mode & 0o770);
}
