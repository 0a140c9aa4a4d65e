/**
 * This machine as a node: its releases, its files in their places, its Director. One process at a time works here; the kernel
 * keeps the others away, also from what a killed one has left.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDirectorConfig, renderProblems } from '../../../config/index.ts';
import { type ByteString, type Clock, displayText, lockFile } from '../../../core/index.ts';
import type { Commit } from '../commit.ts';
import { NodeBusyError, ReleaseDamagedError, ReleaseMissingError, ReleaseWriteError } from '../errors.ts';
import { latin1, readBounded, writeOver } from '../release/durable.ts';
import { prepareFolders } from '../release/fill-release.ts';
import { baseOf } from '../release/gather.ts';
import type { Release } from '../release/manifest.ts';
import { readerOf } from '../release/read-release.ts';
import { ReleaseStore } from '../release/release-store.ts';
import type { ConfigurationNode, NodeStatus, NodeVerdict, Reloaded, Switched, SwitchOptions } from './node.ts';
import { StagedReleases } from './staged.ts';
import { WorkingCopy } from './working-copy.ts';

export interface LocalNodeOptions {
  readonly name: string;
  readonly version: string;
  /** Of the releases; as bytes. */
  readonly directory: ByteString;
  /** The Director's file in its place. */
  readonly mainFile: string;
  /** Files besides those that are included; also those outside of the folder of the Director's file that others may write. */
  readonly files: readonly ByteString[];
  readonly clock: Clock;
  /** Tells the Director that runs here, if one does, to read its configuration again. */
  reload(): Promise<Reloaded>;
}

const SHOWN_MAX = 50;
const LOCK_MS = 30_000;
const LOCK_RETRY_MS = 100;
const NOTHING_DONE = { changed: false, reloaded: { kind: 'notRunning' }, drift: [] } as const;

export class LocalNode implements ConfigurationNode {
  readonly name: string;
  readonly store: ReleaseStore;
  readonly workingCopy: WorkingCopy;
  readonly #options: LocalNodeOptions;
  readonly #staged: StagedReleases;

  constructor(options: LocalNodeOptions) {
    const { name, directory, mainFile, files } = options;
    this.name = name;
    this.#options = options;
    this.store = new ReleaseStore(directory);
    this.#staged = new StagedReleases(this.#file('staged.json'));
    this.workingCopy = new WorkingCopy({ base: baseOf(mainFile), files, memory: join(directory, 'in-step.json') });
  }

  async status(): Promise<NodeStatus> {
    const { name, version } = this.#options;
    const current = await this.store.current();
    const release = current === undefined ? undefined : await this.store.read(current).catch(asError);
    const isWhole = release !== undefined && !(release instanceof Error);
    return {
      ...{ name, version, current },
      number: await this.#number(),
      releases: await this.store.list(),
      damaged: release instanceof Error ? release.message : undefined,
      drift: isWhole ? await this.workingCopy.drift(release) : [],
    };
  }

  async stage(release: Release, behind: number): Promise<void> {
    await this.#remember(release.digest, behind);
    await this.store.write(release);
  }

  async check(digest: string): Promise<NodeVerdict> {
    const { mainFile } = this.#options;
    const release = await this.store.read(digest);
    const { problems, warnings } = await loadDirectorConfig(mainFile, { read: readerOf(release, asKey(mainFile)) });
    const shown = (list: typeof problems): string[] =>
      list.slice(0, SHOWN_MAX).map((problem) => renderProblems([problem]));
    return { usable: problems.length === 0, problems: shown(problems), warnings: shown(warnings) };
  }

  /** @throws ReleaseMissingError, ReleaseDamagedError: then nothing was switched */
  async switchTo(commit: Commit, { overwrite = false, keep }: SwitchOptions = {}): Promise<Switched> {
    await this.store.read(commit.digest);
    await using _lock = await this.#lock();
    // Once more: who had the lock may have taken a release away that had not been committed then.
    const release = await this.store.read(commit.digest);
    const number = await this.#number();
    if (number > commit.number) return { ...NOTHING_DONE, overtaken: true };
    const current = await this.store.current();
    const changed = number !== commit.number || current !== commit.digest;
    const old = current === undefined ? undefined : await this.store.read(current).catch(() => undefined);
    if (current !== commit.digest) await this.store.pointTo(commit.digest);
    const drift = await this.workingCopy.follow(release, old, overwrite);
    const reloaded: Reloaded = changed ? await this.#options.reload() : { kind: 'notRunning' };
    // Last of all: who is killed before does all of it again.
    const bytes = Buffer.from(JSON.stringify({ number: commit.number, digest: commit.digest }));
    await writeOver(this.#file('switched.json'), bytes, { mode: 0o640 });
    if (keep !== undefined) await this.store.prune(new Set([...keep, ...(await this.#staged.open(commit.number))]));
    return { changed, overtaken: false, reloaded, drift };
  }

  async fetch(digest: string): Promise<Release | undefined> {
    return this.store.read(digest).catch((error: unknown) => {
      if (error instanceof ReleaseMissingError || error instanceof ReleaseDamagedError) return undefined;
      throw error;
    });
  }

  /** First of all: from then on nobody who tidies up here takes it. */
  async #remember(digest: string, behind: number): Promise<void> {
    const { directory } = this.#options;
    await prepareFolders(directory).catch((error: unknown) => {
      throw new ReleaseWriteError(displayText(directory), error);
    });
    await using _lock = await this.#lock();
    await this.#staged.remember(digest, behind);
  }

  /** Of the commit that was switched to, to its end; 0 where that is not known. */
  async #number(): Promise<number> {
    try {
      await using handle = await open(latin1(this.#file('switched.json')));
      const { number } = JSON.parse((await readBounded(handle, 10_000)).toString('utf8')) as { number?: unknown };
      return Number.isSafeInteger(number) ? (number as number) : 0;
    } catch {
      return 0;
    }
  }

  /** @throws NodeBusyError */
  async #lock(): Promise<AsyncDisposable> {
    const { clock, directory } = this.#options;
    const handle = await open(latin1(this.#file('lock')), 'a', 0o640);
    const endsMs = clock.monotonicMs() + LOCK_MS;
    while (lockFile(handle.fd) === 'held') {
      if (clock.monotonicMs() > endsMs) {
        await handle.close();
        throw new NodeBusyError(Buffer.from(directory, 'latin1').toString());
      }
      await clock.sleep(LOCK_RETRY_MS);
    }
    return { [Symbol.asyncDispose]: () => handle.close() };
  }

  #file(name: string): ByteString {
    return join(this.#options.directory, name);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
/** As the loader asks for the file that it is given. */
const asKey = (mainFile: string): ByteString => Buffer.from(mainFile, 'utf8').toString('latin1');
