/**
 * Where everything of a run lies: a folder in memory, so that no disk decides. It must not outlive the run, as it takes
 * the machine's memory: a signal removes it, and the next run removes what a killed one has left.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chmod, statfs } from 'node:fs/promises';
import { constants, freemem } from 'node:os';
import { join } from 'node:path';
import type { Lane } from './plan.ts';

const MEMORY = '/dev/shm';
const PREFIX = 'understudy-bench-data-';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A page for each file, and what a Volume has besides. */
const SMALL_FILE_BYTES = 12 * 1024;

/** From now on temporary folders of this process lie there. */
export async function openMemoryFolder(lanes: readonly Lane[]): Promise<Disposable> {
  removeForgotten();
  await checkRoom(lanes);
  const path = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  await chmod(path, 0o755);
  process.env.TMPDIR = path;
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      remove();
      process.exit(128 + constants.signals[signal]);
    });
  }
  return { [Symbol.dispose]: remove };
}

function removeForgotten(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = ownerOf(name);
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}

/** The process that a folder's name tells. */
export function ownerOf(name: string): number | undefined {
  const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
  return Number.isNaN(pid) ? undefined : pid;
}

/** The source, its Volume and what is restored are there at once. */
async function checkRoom(lanes: readonly Lane[]): Promise<void> {
  const { bavail, bsize } = await statfs(MEMORY);
  const needed = bytesNeeded(lanes);
  const free = Math.min(bavail * bsize, freemem());
  if (free < needed)
    throw new Error(`${MEMORY} has ${free} bytes free, ${needed} are needed: ask for fewer --bytes or --files`);
}

export const bytesNeeded = (lanes: readonly Pick<Lane, 'source'>[]): number =>
  3 *
  Math.max(0, ...lanes.map(({ source }) => (source.kind === 'big' ? source.bytes : source.files * SMALL_FILE_BYTES)));
