/** What is saved: made in memory once for all contenders, and compared byte by byte with what comes back. */
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeManyFiles } from '../../test/support/many-files.ts';
import { run } from '../../test/support/program.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { writeBigFile } from './big-file.ts';
import type { Source } from './plan.ts';

/** Small files have between none and so many bytes. */
export const SMALL_BYTES_MAX = 8192;
const COMPARE_TIMEOUT_MS = 600_000;

export interface MadeSource extends AsyncDisposable {
  readonly path: string;
  /** Without folders. */
  readonly files: number;
  readonly bytes: number;
  /** Throws unless everything lies below `where` again, with its bytes, owner, mode and time. */
  compare(where: string): Promise<void>;
}

export async function makeSource(source: Source): Promise<MadeSource> {
  const dir = await makeTempDir('bench-source');
  const path = join(dir.path, 'source');
  try {
    await mkdir(path);
    const made = await fill(path, source);
    await secondIsOver();
    return {
      ...made,
      path,
      compare: (where) => compare(path, join(where, path)),
      [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
    };
  } catch (error) {
    await dir[Symbol.asyncDispose]();
    throw error;
  }
}

async function fill(path: string, source: Source): Promise<{ files: number; bytes: number }> {
  if (source.kind === 'big') {
    await writeBigFile(join(path, 'big'), source);
    return { files: 1, bytes: source.bytes };
  }
  const sizeBytesMax = source.kind === 'small' ? SMALL_BYTES_MAX : 0;
  return { files: source.files, bytes: await makeManyFiles(path, { files: source.files, sizeBytesMax }) };
}

/**
 * An Incremental takes whatever was changed in the second in which the Full began, or later: Bacula keeps whole seconds.
 * So a tree counts as unchanged only after a Full that began in a later second than its youngest file.
 */
async function secondIsOver(): Promise<void> {
  const secondOf = (ms: number) => Math.floor(ms / 1000);
  const made = secondOf(Date.now());
  while (secondOf(Date.now()) === made) await setTimeout(1000 - (Date.now() % 1000));
}

/** Contents by `diff`, which reads both; the rest by what `find` prints of each. */
async function compare(expected: string, found: string): Promise<void> {
  if (!(await lstat(found)).isDirectory()) throw new Error(`${found} is no folder`);
  await run(['diff', '-rq', expected, found], { timeoutMs: COMPARE_TIMEOUT_MS });
  const [there, here] = await Promise.all([expected, found].map(listing));
  if (there !== here) throw new Error(`${found} has other names, owners, modes or times than ${expected}`);
}

/** Times to the second: that is all that Bacula keeps. */
async function listing(root: string): Promise<string> {
  const find = String.raw`find . -printf '%y %U %G %m %T@ %P\n' | sed -E 's/^(\S+ \S+ \S+ \S+ [0-9]+)\.[0-9]+/\1/' | sort | sha256sum`;
  return (await run(['sh', '-c', find], { cwd: root, timeoutMs: COMPARE_TIMEOUT_MS })).stdout;
}
