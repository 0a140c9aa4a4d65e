/** The processes of a PostgreSQL, found by where they work. */
import { readdir, readlink, realpath } from 'node:fs/promises';

/** Every process of a PostgreSQL works in its data directory, also one that has lost its postmaster. */
export async function processesIn(dataDirectory: string): Promise<readonly number[]> {
  const folder = await realpath(dataDirectory).catch(() => dataDirectory);
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index] === folder).map(Number);
}
