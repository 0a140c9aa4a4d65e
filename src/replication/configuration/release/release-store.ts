/**
 * The releases that a node keeps, each in a folder named by its digest, and `current`, which leads to the one in use. A
 * release is in its place whole, or not at all: it is written aside, brought to disk, and renamed. Nothing here is ever
 * changed afterwards; what is read is compared with its name.
 */
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReleaseDamagedError, ReleaseMissingError, ReleaseWriteError } from '../errors.ts';
import { type Accounts, openAccounts } from './accounts.ts';
import { latin1, type Ownership, readBounded, syncFolder, writeNew } from './durable.ts';
import {
  digestOf,
  isDigest,
  MANIFEST_BYTES_MAX,
  type Manifest,
  manifestText,
  parseManifest,
  type Release,
  sha256,
  type TextEntry,
} from './manifest.ts';

const FOLDER_MODE = 0o750;
/** Nobody but owner and group looks into a release, whatever may be done with the file in its own place. */
const FILE_MODE_MASK = 0o770;

/** `directory` as bytes. */
export class ReleaseStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Digests of those that are here, whole or damaged. */
  async list(): Promise<readonly string[]> {
    return (await readdir(this.#path('releases')).catch(orNothing)).filter(isDigest);
  }

  /** Undefined: no release was ever switched to. */
  async current(): Promise<string | undefined> {
    const target = await readlink(this.#path('current')).catch(orUndefined);
    const digest = target === undefined ? undefined : basename(target);
    return isDigest(digest) ? digest : undefined;
  }

  /** It is here and not damaged. */
  async holds(digest: string): Promise<boolean> {
    return this.read(digest).then(
      () => true,
      () => false,
    );
  }

  /** @throws ReleaseMissingError, ReleaseDamagedError */
  async read(digest: string): Promise<Release> {
    const manifest = await this.#manifest(digest);
    const contents: Buffer[] = [];
    for (const [index, text] of manifest.texts.entries()) contents.push(await this.#content(digest, text, index));
    return { digest, manifest, contents };
  }

  /** What any release that is kept here had at a place: whose sha256 is among them was brought by us. */
  async versions(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const found = new Map<string, Set<string>>();
    for (const digest of await this.list()) {
      const manifest = await this.#manifest(digest).catch(() => undefined);
      for (const { place, sha256 } of manifest?.texts ?? []) {
        found.set(place, (found.get(place) ?? new Set()).add(sha256));
      }
    }
    return found;
  }

  /** Harmless where it is here already. @throws ReleaseWriteError */
  async write(release: Release): Promise<void> {
    if (await this.holds(release.digest)) return;
    const folder = `staging/${release.digest.slice(0, 16)}-${process.pid}-${randomBytes(4).toString('hex')}`;
    try {
      await this.#prepare();
      await this.#sweepStaging();
      await this.#fill(folder, release);
      await this.#setDamagedAside(release.digest);
      await rename(this.#path(folder), this.#path(`releases/${release.digest}`));
      await syncFolder(this.#path('releases'));
    } catch (error) {
      await rm(this.#path(folder), { recursive: true, force: true });
      // Somebody else has brought the same one.
      if (await this.holds(release.digest)) return;
      throw new ReleaseWriteError(Buffer.from(this.directory, 'latin1').toString(), error);
    }
  }

  /** From now on, and after a power failure, `current` leads there. */
  async pointTo(digest: string): Promise<void> {
    const aside = this.#path(`current.${process.pid}.${randomBytes(4).toString('hex')}`);
    await symlink(`releases/${digest}`, aside);
    await rename(aside, this.#path('current'));
    await syncFolder(this.#path('.'));
  }

  async prune(keep: ReadonlySet<string>): Promise<void> {
    for (const digest of await this.list()) {
      if (keep.has(digest) || digest === (await this.current())) continue;
      // Out of sight first: half of a release must not be found under its name.
      const aside = this.#path(`staging/old-${process.pid}-${digest.slice(0, 16)}`);
      await rename(this.#path(`releases/${digest}`), aside).catch(() => {});
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** The folders; whoever made the outermost one decides who may look in. */
  async #prepare(): Promise<void> {
    await mkdir(latin1(this.directory), { recursive: true, mode: FOLDER_MODE });
    for (const name of ['releases', 'staging']) await this.#folder(name);
  }

  async #folder(name: string): Promise<void> {
    const made = await mkdir(this.#path(name), { mode: FOLDER_MODE }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    if (!made || process.getuid?.() !== 0) return;
    const { uid, gid } = await lstat(latin1(this.directory));
    await chown(this.#path(name), uid, gid);
  }

  async #fill(folder: string, { manifest, contents }: Release): Promise<void> {
    await this.#folder(folder);
    const owner = await this.#owners();
    const folders = new Set([folder]);
    for (const [index, text] of manifest.texts.entries()) {
      const path = `${folder}/${placeInRelease(text, index)}`;
      for (const parent of parentsBelow(folder, path)) {
        if (folders.has(parent)) continue;
        await this.#folder(parent);
        folders.add(parent);
      }
      const options = { mode: text.mode & FILE_MODE_MASK, owner: await owner(text) };
      await writeNew(this.#path(path), contents[index] as Buffer, options);
    }
    const bytes = Buffer.from(manifestText(manifest), 'utf8');
    await writeNew(this.#path(`${folder}/manifest.json`), bytes, { mode: 0o640, owner: await owner() });
    for (const name of folders) await syncFolder(this.#path(name));
  }

  /** Only root gives files away; who is not known here leaves them to the owner of the outermost folder. */
  async #owners(): Promise<(text?: TextEntry) => Promise<Ownership | undefined>> {
    if (process.getuid?.() !== 0) return async () => undefined;
    const { uid, gid } = await lstat(latin1(this.directory));
    const accounts = openAccounts();
    return async (text) => (text && (await ownerOf(accounts, text))) ?? { uid, gid };
  }

  async #setDamagedAside(digest: string): Promise<void> {
    const aside = `staging/damaged-${process.pid}-${randomBytes(4).toString('hex')}`;
    await rename(this.#path(`releases/${digest}`), this.#path(aside)).catch(orUndefined);
  }

  /** What processes that are no more have left. */
  async #sweepStaging(): Promise<void> {
    for (const name of await readdir(this.#path('staging')).catch(orNothing)) {
      const pid = /^[a-z0-9]+-(\d+)-[0-9a-f]+$/.exec(name)?.[1];
      if (pid === undefined || name.startsWith('damaged-') || isAlive(Number(pid))) continue;
      await rm(this.#path(`staging/${name}`), { recursive: true, force: true });
    }
  }

  async #manifest(digest: string): Promise<Manifest> {
    let text: Buffer;
    try {
      await using handle = await open(this.#path(`releases/${digest}/manifest.json`));
      text = await readBounded(handle, MANIFEST_BYTES_MAX);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new ReleaseMissingError(digest.slice(0, 12), 'This node');
      throw new ReleaseDamagedError(digest, `its manifest cannot be read: ${reason(error)}`);
    }
    const manifest = parsed(digest, text);
    if (digestOf(manifest) !== digest) throw new ReleaseDamagedError(digest, 'its manifest was changed');
    return manifest;
  }

  async #content(digest: string, text: TextEntry, index: number): Promise<Buffer> {
    const name = placeInRelease(text, index);
    let bytes: Buffer;
    try {
      await using handle = await open(this.#path(`releases/${digest}/${name}`));
      bytes = await readBounded(handle, text.size);
    } catch (error) {
      throw new ReleaseDamagedError(digest, `${name} cannot be read: ${reason(error)}`);
    }
    if (sha256(bytes) !== text.sha256) throw new ReleaseDamagedError(digest, `${name} was changed`);
    return bytes;
  }

  #path(name: string): Buffer {
    return latin1(join(this.directory, name));
  }
}

/** Relative to the release's folder. */
export function placeInRelease({ kind, place }: TextEntry, index: number): string {
  if (kind === 'command') return `commands/${index}`;
  return place.startsWith('/') ? `elsewhere${place}` : `files/${place}`;
}

export async function ownerOf(accounts: Accounts, { user, group }: TextEntry): Promise<Ownership | undefined> {
  const uid = await accounts.idOf('passwd', user);
  const gid = await accounts.idOf('group', group);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Outermost first. */
function parentsBelow(folder: string, path: string): readonly string[] {
  const parents: string[] = [];
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent)) parents.unshift(parent);
  return parents;
}

function parsed(digest: string, text: Buffer): Manifest {
  try {
    return parseManifest(text.toString('utf8'));
  } catch (error) {
    throw new ReleaseDamagedError(digest, reason(error));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const isAbsent = (error: unknown): boolean => /^(ENOENT|EINVAL)$/.test((error as NodeJS.ErrnoException).code ?? '');

function orUndefined(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}

function orNothing(error: unknown): string[] {
  if (!isAbsent(error)) throw error;
  return [];
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
