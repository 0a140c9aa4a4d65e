/**
 * Numbers of timelines that a promotion must not take, since another node may have used them for a history of its own: without a
 * common archive PostgreSQL gives each the next number, and two histories of one number pass for one. It looks for the first
 * number that has no history file (docs/decisions/0087). Ours hold nothing but a comment; behind the promotion they stay, since
 * a standby asks for the files of all numbers up to its primary's.
 */
import { chown, link, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const MARK = '# reserved by understudy';
const HISTORY = /^([0-9A-F]{8})\.history$/;

/**
 * All numbers before `to`, where nothing stands yet. The files belong to PostgreSQL's user from the moment when they are there: a
 * standby opens whatever history it finds, and pg_rewind writes over it.
 */
export async function reserveTimelines(data: string, to: number): Promise<void> {
  const { uid, gid } = await stat(join(data, 'pg_wal'));
  const draft = join(data, 'pg_wal', 'reserved.tmp');
  const taken = new Set(await readdir(join(data, 'pg_wal')));
  for (let timeline = 2; timeline < to; timeline++) {
    // A cluster of many years has had many: a promotion does not write each of them again.
    if (taken.has(basename(fileOf(data, timeline)))) continue;
    await writeFile(draft, `${MARK}\n`);
    await chown(draft, uid, gid);
    await link(draft, fileOf(data, timeline)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await rm(draft);
  }
}

/** Those behind which there is no history: the promotion did not come about, and PostgreSQL would not start with them. */
export async function releaseTimelines(data: string): Promise<void> {
  const names = await readdir(join(data, 'pg_wal')).catch(() => []);
  const timelines = names.flatMap((name) => Number.parseInt(HISTORY.exec(name)?.[1] ?? '', 16) || []);
  for (const timeline of timelines.toSorted((a, b) => b - a)) {
    const text = await readFile(fileOf(data, timeline), 'latin1');
    if (!text.startsWith(MARK)) return;
    await rm(fileOf(data, timeline), { force: true });
  }
}

const fileOf = (data: string, timeline: number): string =>
  join(data, 'pg_wal', `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`);
