/** Puts a plan onto the disk: folders and files, closed to others, all of them or none. */
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/index.ts';
import { clientFile, consoleFile, storageFile } from './daemon-files.ts';
import { directorFile } from './director-file.ts';
import { nodeFile, QUERY_FILE } from './node-file.ts';
import type { Plan } from './plan.ts';

export class InitNotEmptyError extends AppError {
  readonly code = 'CLI_INIT_NOT_EMPTY';
  override readonly hint = 'Name a folder that is empty or does not exist; what is configured is never overwritten';

  constructor(directory: string) {
    super(`${directory} is not empty`);
  }
}

export class InitWriteError extends AppError {
  readonly code = 'CLI_INIT_WRITE';
  override readonly hint = 'Check the path, its rights and the room on the disk';

  constructor(directory: string, cause: unknown) {
    super(`${directory} cannot be filled: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Others pass through to PostgreSQL's folder, which its own user owns; everything else is closed to them. */
const TOP_MODE = 0o755;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

export const configurationFiles = (plan: Plan): Readonly<Record<string, string>> => ({
  'bacula-dir.conf': directorFile(plan),
  'bacula-sd.conf': storageFile(plan),
  'bacula-fd.conf': clientFile(plan),
  'bconsole.conf': consoleFile(plan),
  'understudy.conf': nodeFile(plan),
  'query.sql': QUERY_FILE,
});

/** Returns the paths of the files. A folder that is there and empty keeps its mode. */
export async function writeFiles(plan: Plan): Promise<string[]> {
  const { directory, places } = plan;
  try {
    const made = await makeTop(directory);
    try {
      const { configuration, working, volumes, restores, log } = places;
      for (const folder of [configuration, working, volumes, restores, log]) await mkdir(folder, FOLDER_MODE);
      return await writeAll(configuration, configurationFiles(plan));
    } catch (error) {
      await empty(directory, made);
      throw error;
    }
  } catch (error) {
    throw error instanceof AppError ? error : new InitWriteError(directory, error);
  }
}

/** True where it was made just now. */
async function makeTop(directory: string): Promise<boolean> {
  const made = await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) throw new InitNotEmptyError(directory);
  if (made !== undefined) await chmod(directory, TOP_MODE); // whatever the umask says
  return made !== undefined;
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(path, text, { mode: FILE_MODE, flag: 'wx' });
    paths.push(path);
  }
  return paths;
}

async function empty(directory: string, remove: boolean): Promise<void> {
  if (remove) return rm(directory, { recursive: true, force: true });
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
}
