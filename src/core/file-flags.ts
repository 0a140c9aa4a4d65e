/**
 * The flag of a file that nobody may change, not even root (chattr +i of Linux). Node has no call for it, so koffi makes it
 * (docs/decisions/0066). Setting and clearing it takes the capability CAP_LINUX_IMMUTABLE and a file system that has it.
 */
import { createRequire } from 'node:module';
import type koffi from 'koffi';

export type FileFlagResult = 'done' | 'not permitted' | 'unsupported';

interface Calls {
  ioctl(descriptor: number, request: number, flags: number[]): number;
  errno(): number;
  readonly notPermitted: readonly (number | undefined)[];
}

// Of <linux/fs.h>, for a long of 64 bits; what lies there is an int all the same.
const GET_FLAGS = 0x80086601;
const SET_FLAGS = 0x40086602;
const IMMUTABLE = 0x10;

let calls: Calls | undefined | 'missing';

/** Undefined: this file system, or this machine, has no such flags. */
export function isImmutable(descriptor: number): boolean | undefined {
  const flags = readFlags(descriptor);
  return typeof flags === 'number' ? (flags & IMMUTABLE) !== 0 : undefined;
}

export function setImmutable(descriptor: number, immutable: boolean): FileFlagResult {
  const flags = readFlags(descriptor);
  if (typeof flags !== 'number' || calls === undefined || calls === 'missing') return 'unsupported';
  const wanted = immutable ? flags | IMMUTABLE : flags & ~IMMUTABLE;
  if (wanted === flags || calls.ioctl(descriptor, SET_FLAGS, [wanted]) === 0) return 'done';
  return calls.notPermitted.includes(calls.errno()) ? 'not permitted' : 'unsupported';
}

function readFlags(descriptor: number): number | undefined {
  calls ??= loadCalls();
  if (calls === 'missing') return undefined;
  const flags = [0];
  return calls.ioctl(descriptor, GET_FLAGS, flags) === 0 ? flags[0] : undefined;
}

function loadCalls(): Calls | 'missing' {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return 'missing';
  try {
    const library = createRequire(import.meta.url)('koffi') as typeof koffi;
    const ioctl = library.load(null).func('int ioctl(int descriptor, unsigned long request, _Inout_ int *flags)');
    const { EPERM, EACCES } = library.os.errno;
    return { ioctl, errno: () => library.errno(), notPermitted: [EPERM, EACCES] };
  } catch {
    return 'missing';
  }
}
