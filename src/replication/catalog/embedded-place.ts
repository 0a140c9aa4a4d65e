/** Whether PostgreSQL could live in a folder: how long its socket's path is, and whether its user gets there. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Account } from './embedded-account.ts';
import { PostgresFolderClosedError, PostgresSocketPathError } from './embedded-errors.ts';
import { runProgram } from './embedded-run.ts';

/** The kernel's limit for a socket's path, less `/.s.PGSQL.5432`. */
const SOCKET_DIRECTORY_BYTES_MAX = 107 - 15;

export async function checkPlace(directory: string, socketDirectory: string, account: Account): Promise<void> {
  if (Buffer.byteLength(socketDirectory) > SOCKET_DIRECTORY_BYTES_MAX) {
    throw new PostgresSocketPathError(socketDirectory);
  }
  if (account.uid === undefined) return;
  for (const folder of foldersAbove(directory)) {
    if ((await isFolder(folder)) && !(await mayPass(folder, account))) {
      throw new PostgresFolderClosedError(account.name, folder);
    }
  }
}

/** From the root on. */
function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...foldersAbove(parent), parent];
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Tried by the user himself: owners, groups, ACLs and mounts all have a say. */
async function mayPass(folder: string, account: Account): Promise<boolean> {
  const { status } = await runProgram(['/bin/sh', '-c', 'cd -- "$1"', 'sh', folder], { account });
  return status === 0;
}
