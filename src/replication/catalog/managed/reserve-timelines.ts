/**
 * Numbers of timelines that a promotion must not take, since another node may have used them for a history of its own: without a
 * common archive PostgreSQL gives each the next number, and two histories of one number pass for one. It looks for the first
 * number that has no history file (docs/decisions/0087); ours are comments, and go as soon as the promotion is over.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MARK = '# reserved by understudy';

/** All numbers behind `from` and before `to`, where nothing stands yet. */
export async function reserveTimelines(data: string, from: number, to: number): Promise<void> {
  for (let timeline = from + 1; timeline < to; timeline++) {
    await writeFile(fileOf(data, timeline), `${MARK}\n`, { flag: 'wx', mode: 0o644 }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

/** Also of a process that died meanwhile: PostgreSQL would look for a history in them. */
export async function releaseTimelines(data: string): Promise<void> {
  const names = await readdir(join(data, 'pg_wal')).catch(() => []);
  for (const name of names.filter((one) => /^[0-9A-F]{8}\.history$/.test(one))) {
    const file = join(data, 'pg_wal', name);
    if ((await readFile(file, 'latin1')).startsWith(MARK)) await rm(file, { force: true });
  }
}

const fileOf = (data: string, timeline: number): string =>
  join(data, 'pg_wal', `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`);
