/**
 * Which releases have been brought here to be committed, and behind which commit: each can become the next one and no later one, so
 * until that has come it must not be taken away, whoever tidies up. In a file beside the releases, written under the node's lock.
 */
import { open } from 'node:fs/promises';
import { type ByteString, displayText } from '../../../core/index.ts';
import { ReleaseWriteError } from '../errors.ts';
import { latin1, readBounded, writeOver } from '../release/durable.ts';
import { isDigest } from '../release/manifest.ts';

const BYTES_MAX = 1024 * 1024;

/** By digest: the number of the commit that counted for whoever brought it. */
type Staged = ReadonlyMap<string, number>;

export class StagedReleases {
  readonly #path: ByteString;

  constructor(path: ByteString) {
    this.#path = path;
  }

  /** This release may be committed as the next one behind that commit; 0: as the first. @throws ReleaseWriteError */
  async remember(digest: string, behind: number): Promise<void> {
    const staged = await this.#read();
    await this.#write(new Map(staged).set(digest, Math.max(behind, staged.get(digest) ?? 0)));
  }

  /** Those that can still be committed when this commit counts; the others are forgotten. @throws ReleaseWriteError */
  async open(committed: number): Promise<readonly string[]> {
    const staged = await this.#read();
    const open = new Map([...staged].filter(([, behind]) => behind >= committed));
    if (open.size !== staged.size) await this.#write(open);
    return [...open.keys()];
  }

  async #read(): Promise<Staged> {
    try {
      await using handle = await open(latin1(this.#path));
      const rows = JSON.parse((await readBounded(handle, BYTES_MAX)).toString('utf8')) as unknown;
      return new Map(Array.isArray(rows) ? rows.filter(isRow) : []);
    } catch {
      return new Map();
    }
  }

  async #write(staged: Staged): Promise<void> {
    await writeOver(this.#path, Buffer.from(JSON.stringify([...staged])), { mode: 0o640 }).catch((error: unknown) => {
      throw new ReleaseWriteError(displayText(this.#path), error);
    });
  }
}

const isRow = (row: unknown): row is [string, number] =>
  Array.isArray(row) && isDigest(row[0]) && Number.isSafeInteger(row[1]);
