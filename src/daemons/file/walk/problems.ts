/** What a walk says of things that it does not save, in the words of genuine Clients. */
import type { ByteString } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';
import type { SystemFault } from '../native/index.ts';
import type { WalkProblem } from './walk-entry.ts';

const problem = (message: MessageType, path: ByteString, text: ByteString): WalkProblem => ({
  kind: 'problem',
  path,
  message,
  text,
  countsAsError: message === 'notsaved',
});

const failed =
  (doing: string) =>
  (path: ByteString, fault: SystemFault): WalkProblem =>
    problem('notsaved', path, `     ${doing} "${path}": ERR=${fault.message}`);

const kept =
  (why: string) =>
  (path: ByteString, top: ByteString): WalkProblem =>
    problem('info', path, `     ${why}. Will not descend from ${top} into ${path}`);

export const walkProblem = {
  noStat: failed('Could not stat'),
  noOpen: failed('Could not open directory'),
  noRead: failed('Could not read directory'),
  noFollow: failed('Could not follow link'),
  /** The second path: the `File =` that led here. */
  noRecursion: kept('Recursion turned off'),
  fileSystemNotListed: kept('Disallowed filesystem'),
  driveNotListed: kept('Disallowed drive type'),
  otherFileSystem: (path: ByteString, top: ByteString): WalkProblem =>
    problem('info', path, `     ${path} is a different filesystem. Will not descend from ${top} into it.`),
  topFileSystemNotListed: (path: ByteString, name: ByteString): WalkProblem =>
    problem('info', path, `Top level directory "${path}" has unlisted fstype "${name}"`),
  topDriveNotListed: (path: ByteString): WalkProblem =>
    problem('info', path, `Top level directory "${path}" has an unlisted drive type "unknown"`),
  ignored: (path: ByteString): WalkProblem =>
    problem('skipped', path, `Skipping ignored directory ${path} (found file with ExcludeDirContaining pattern)`),
  socket: (path: ByteString): WalkProblem => problem('skipped', path, `     Socket file skipped: ${path}`),
  unknownKind: (path: ByteString, mode: number): WalkProblem =>
    problem('notsaved', path, `     Unknown file type of mode ${mode.toString(8)}; not saved: ${path}`),
};
