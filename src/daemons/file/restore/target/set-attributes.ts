/** Owner, mode and times of what was restored; what does not work comes back as sentences. Links are never followed. */
import { chmodSync, lchownSync, lutimesSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../../core/index.ts';
import type { LStat } from '../../../../protocol/index.ts';
import { type FileTimes, findNative, madeFiles, NativeMissingError, SystemFault } from '../../native/index.ts';

const runsAsRoot = process.getuid?.() === 0;
const PERMISSIONS = 0o7777;

export type Sentence = ByteString | undefined;

/** Only root can give files away; others keep theirs, and nothing is said of it. */
export function setOwner(path: ByteString, { uid, gid }: LStat): Sentence {
  if (!runsAsRoot) return undefined;
  return say('Unable to set file owner', () => lchownSync(byteStringToBytes(path), uid, gid));
}

/** Of what is no link. After the owner: a change of that takes setuid bits away. */
export const setMode = (path: ByteString, { mode }: LStat): Sentence =>
  say('Unable to set file modes', () => chmodSync(byteStringToBytes(path), mode & PERMISSIONS));

/** The same of a file that is open, for each of a restore. */
export function setOpenOwner(file: number, { uid, gid }: LStat): Sentence {
  if (!runsAsRoot) return undefined;
  const known = uid >>> 0 === uid && gid >>> 0 === gid;
  return told('Unable to set file owner', known ? madeFiles().setMadeOwner(file, uid, gid) : NO_ID);
}

export const setOpenMode = (file: number, { mode }: LStat): Sentence =>
  told('Unable to set file modes', madeFiles().setMadeMode(file, mode & PERMISSIONS));

export const setOpenTimes = (file: number, times: FileTimes): Sentence =>
  told('Unable to set file times', madeFiles().setMadeTimes(file, times));

const NO_ID = new SystemFault('EINVAL', 'Invalid argument');

const told = (what: string, fault: SystemFault | undefined): Sentence =>
  fault === undefined ? undefined : `${what}: ERR=${fault.message}`;

export function setTimes(path: ByteString, times: FileTimes): Sentence {
  const native = findNative();
  if (!(native instanceof NativeMissingError)) {
    const fault = native.setTimes(path, times);
    return fault === undefined ? undefined : `Unable to set file times: ERR=${fault.message}`;
  }
  return say('Unable to set file times', () => lutimesSync(byteStringToBytes(path), times.atimeSec, times.mtimeSec));
}

function say(what: string, work: () => void): Sentence {
  try {
    work();
    return undefined;
  } catch (error) {
    return `${what}: ERR=${SystemFault.of(error).message}`;
  }
}
