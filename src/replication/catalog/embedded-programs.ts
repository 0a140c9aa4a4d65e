/** Where PostgreSQL's programs are: the machine's own first, then those that an npm package carries. */
import { access, constants, glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { carriedPrograms } from './carried-programs.ts';
import type { Account } from './embedded-account.ts';
import { PostgresProgramsError } from './embedded-errors.ts';
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

export interface ProgramSearch {
  /** The folder that somebody named, and no other. */
  readonly given?: string | undefined;
  /** Where the machine's own programs are looked for, with wildcards; left out: the usual places. */
  readonly machinePlaces?: readonly string[] | undefined;
  /** The major version that made the existing data. */
  readonly wanted: number | undefined;
  /** Where copies of carried programs are put. */
  readonly copies: string;
  readonly account: Account;
  /** What else must be there, beside what it takes to run one. */
  readonly needed?: readonly string[];
}

/** The major version that made this data directory; none where there is no data yet. */
export async function majorOf(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'latin1').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** The newest PostgreSQL of the machine, or the one that fits existing data; where there is none, a carried one. */
export async function findPrograms(search: ProgramSearch): Promise<Programs> {
  const { given, wanted, copies, account, machinePlaces = USUAL_PLACES, needed = [] } = search;
  const places = given === undefined ? await expand(machinePlaces) : [given];
  const own = await fitting(places, wanted, account, needed);
  if (own !== undefined) return own;
  const carried = given === undefined ? await carriedPrograms({ directory: copies, account, major: wanted }) : [];
  const found = await fitting(carried, wanted, account, needed);
  if (found !== undefined) return found;
  const lookedIn = [...(given === undefined ? machinePlaces : places), ...carried];
  throw new PostgresProgramsError(wanted ?? OLDEST_MAJOR, wanted !== undefined, lookedIn);
}

async function expand(patterns: readonly string[]): Promise<string[]> {
  const places: string[] = [];
  for await (const place of glob(patterns)) places.push(place);
  return places;
}

/** The newest that fits; of the same major version the first one. */
async function fitting(
  places: readonly string[],
  wanted: number | undefined,
  account: Account,
  needed: readonly string[],
): Promise<Programs | undefined> {
  const found: Programs[] = [];
  for (const directory of places) {
    const major = await majorAt(directory, account, needed);
    if (major !== undefined && major >= OLDEST_MAJOR) found.push({ directory, major });
  }
  return found.filter(({ major }) => wanted === undefined || major === wanted).toSorted((a, b) => b.major - a.major)[0];
}

/** Asked as whoever is to run it, which shows too that he may. */
async function majorAt(directory: string, account: Account, needed: readonly string[]): Promise<number | undefined> {
  try {
    for (const program of [...NEEDED, ...needed]) await access(join(directory, program), constants.X_OK);
    const { stdout } = await runProgram([join(directory, 'postgres'), '--version'], { account });
    return Number.parseInt(/\b(\d+)/.exec(stdout)?.[1] ?? '', 10) || undefined;
  } catch {
    return undefined;
  }
}
