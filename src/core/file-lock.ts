/**
 * Locks of whole files (flock of Linux), by which processes keep one another away from a file. The kernel takes a lock back
 * when its descriptor is closed, so one that belongs to a killed process never has to be cleaned up. Node has no call for
 * them, so koffi makes it (docs/decisions/0066). Never waits.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type koffi from 'koffi';
import { displayText } from './byte-string.ts';

/** held: by another descriptor, mostly of another process. unsupported: this file system, or this machine, has no locks. */
export type FileLock = 'taken' | 'held' | 'unsupported';

interface Calls {
  flock(descriptor: number, operation: number): number;
  errno(): number;
  readonly wouldBlock: number | undefined;
}

const EXCLUSIVE = 2;
const WITHOUT_WAITING = 4;

let calls: Calls | undefined | 'missing';

/** Taken until the descriptor is closed. Asking twice for the same descriptor is harmless. */
export function lockFile(descriptor: number): FileLock {
  calls ??= loadCalls();
  if (calls === 'missing') return 'unsupported';
  if (calls.flock(descriptor, EXCLUSIVE | WITHOUT_WAITING) === 0) return 'taken';
  return calls.errno() === calls.wouldBlock ? 'held' : 'unsupported';
}

/** Who holds the lock of a file, in words: `process 4711 (understudy storage …)`. Numbers are those of its stat. */
export async function lockHolder({ dev, ino }: { readonly dev: number; readonly ino: number }): Promise<string> {
  const locks = (await readFile('/proc/locks', 'latin1').catch(() => '')).split('\n').flatMap(parseLock);
  const ofInode = locks.filter((lock) => lock.ino === ino);
  // Some file systems (btrfs) give locks another device number than files.
  const pid = (ofInode.find((lock) => lock.device === deviceName(dev)) ?? ofInode[0])?.pid ?? 0;
  if (pid <= 0) return 'a process of another machine or container';
  const command = (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).replaceAll('\0', ' ').trim();
  return `process ${pid}${command === '' ? '' : ` (${displayText(command.slice(0, 200))})`}`;
}

const LOCK = /^\d+: FLOCK +\S+ +\S+ +(-?\d+) +([0-9a-f]+:[0-9a-f]+):(\d+) /;

function parseLock(line: string): { pid: number; device: string; ino: number }[] {
  const [, pid, device = '', ino] = LOCK.exec(line) ?? [];
  return pid === undefined ? [] : [{ pid: Number(pid), device, ino: Number(ino) }];
}

/** Major and minor number, as glibc packs them. */
function deviceName(dev: number): string {
  const [low, high] = [dev % 2 ** 32, Math.floor(dev / 2 ** 32)];
  const major = ((low >>> 8) & 0xfff) | (high & 0xfffff000);
  const minor = (low & 0xff) | ((low >>> 12) & 0xfff00);
  return [major, minor].map((number) => (number >>> 0).toString(16).padStart(2, '0')).join(':');
}

function loadCalls(): Calls | 'missing' {
  if (process.platform !== 'linux') return 'missing';
  try {
    const library = createRequire(import.meta.url)('koffi') as typeof koffi;
    const flock = library.load(null).func('int flock(int descriptor, int operation)');
    return { flock, errno: () => library.errno(), wouldBlock: library.os.errno.EWOULDBLOCK };
  } catch {
    return 'missing';
  }
}
