/**
 * The releases that a node keeps, each in a folder named by its digest, and `current`, which leads to the one in use. A
 * release is in its place whole, or not at all: it is written aside, brought to disk, and renamed. Nothing here is ever
 * changed afterwards; what is read is compared with its name.
 */
import { randomBytes } from 'node:crypto';
import { open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ReleaseDamagedError, ReleaseMissingError, ReleaseWriteError } from '../errors.ts';
import { latin1, readBounded, syncFolder } from './durable.ts';
import { fillRelease, placeInRelease, prepareFolders } from './fill-release.ts';
import {
  digestOf,
  isDigest,
  MANIFEST_BYTES_MAX,
  type Manifest,
  parseManifest,
  type Release,
  sha256,
  type TextEntry,
} from './manifest.ts';

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
      await prepareFolders(this.directory);
      await this.#sweepStaging();
      await fillRelease(this.directory, folder, release);
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
