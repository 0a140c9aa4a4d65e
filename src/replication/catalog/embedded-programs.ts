/** Where PostgreSQL's programs are, and as whom they run: PostgreSQL refuses root. */
import { access, constants, glob, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { PostgresProgramsError, PostgresUserError } from './embedded-errors.ts';
import { runProgram } from './embedded-run.ts';

const OLDEST_MAJOR = 15;
const USUAL_PLACES = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/local/pgsql/bin',
  '/usr/local/bin',
  '/usr/bin',
];
const NEEDED = ['initdb', 'postgres', 'pg_ctl'];

export interface Programs {
  readonly directory: string;
  readonly major: number;
}

/** Uid and gid to change to; none where we already are an ordinary user. */
export interface Account {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** The major version that made this data directory; none where there is no data yet. */
export async function majorOf(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'latin1').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** The newest PostgreSQL of the machine, or the one that fits existing data. */
export async function findPrograms(given: string | undefined, wanted: number | undefined): Promise<Programs> {
  const places = given === undefined ? await usualPlaces() : [given];
  const found: Programs[] = [];
  for (const directory of places) {
    const major = await majorAt(directory);
    if (major !== undefined && major >= OLDEST_MAJOR) found.push({ directory, major });
  }
  const fitting = found
    .filter(({ major }) => wanted === undefined || major === wanted)
    .toSorted((a, b) => b.major - a.major)[0];
  if (fitting === undefined) throw new PostgresProgramsError(wanted ?? OLDEST_MAJOR, wanted !== undefined, places);
  return fitting;
}

async function usualPlaces(): Promise<string[]> {
  const places: string[] = [];
  for await (const place of glob(USUAL_PLACES)) places.push(place);
  return places;
}

async function majorAt(directory: string): Promise<number | undefined> {
  try {
    for (const program of NEEDED) await access(join(directory, program), constants.X_OK);
    const { stdout } = await runProgram([join(directory, 'postgres'), '--version'], {});
    return Number.parseInt(/\b(\d+)/.exec(stdout)?.[1] ?? '', 10) || undefined;
  } catch {
    return undefined;
  }
}

/** Root runs it as `postgres` (or who was named); anybody else as himself. */
export async function accountFor(named: string | undefined): Promise<Account> {
  if (process.getuid?.() !== 0) return { name: userInfo().username };
  const name = named ?? 'postgres';
  const line = (await readFile('/etc/passwd', 'latin1')).split('\n').find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined || Number(uid) === 0) throw new PostgresUserError(name);
  return { name, uid: Number(uid), gid: Number(gid) };
}
