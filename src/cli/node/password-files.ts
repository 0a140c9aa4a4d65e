/** Passwords that stand in files of their own: their first lines, and whether anybody else could read them too. */
import { readFile, stat } from 'node:fs/promises';
import { Secret } from '../../core/index.ts';
import type { Mistake } from './errors.ts';

/** The password, or what is wrong with its file. */
export async function readPasswordFile(path: string): Promise<Secret | Mistake> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      const who = (mode & 0o007) !== 0 ? 'everybody' : 'its group';
      return { what: `${path} is open to ${who}`, hint: `chmod 600 ${path}` };
    }
    const line = (await readFile(path, 'utf8')).split('\n')[0]?.trim() ?? '';
    return line === ''
      ? { what: `the first line of ${path} is empty`, hint: 'Write the password there' }
      : new Secret(line);
  } catch (error) {
    return {
      what: `cannot read ${path} (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Check the path and its rights',
    };
  }
}
