/** What a record of attributes becomes on the disk, or why nothing (specification 04 §4.1, §8). */
import { type Stats, statSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../../core/index.ts';
import {
  type AttributeRecord,
  FILE_TYPE,
  type LStat,
  type MessageType,
  type Replace,
  STREAM,
  streamType,
} from '../../../../protocol/index.ts';
import { TargetError } from '../errors.ts';
import type { Destination } from '../target/destination.ts';
import { clearPlace, findExisting } from '../target/existing.ts';
import type { Place } from '../target/folder.ts';
import type { Folders } from '../target/folders.ts';
import { directory, hardLink, special, symlink } from '../target/nodes.ts';
import { regularFile } from '../target/regular-file.ts';
import { whyKept } from '../target/replace.ts';
import type { RestoredEntry } from '../target/restored-entry.ts';
import { deviceTarget, pipeTarget } from '../target/stream-target.ts';
import { updatedFile } from '../target/updated-file.ts';

export interface Chosen {
  readonly kind: 'entry';
  readonly entry: RestoredEntry;
  readonly release: () => void;
}

export interface LeftOut {
  readonly kind: 'left-out';
  readonly message: MessageType;
  readonly text: ByteString;
}

export interface ChooseContext {
  readonly folders: Folders;
  readonly destination: Destination;
  readonly replace: Replace;
  readonly startedMs: number;
  readonly pipePatienceMs: number | undefined;
}

/** What the record says, decoded. */
export interface RecordedFile {
  readonly stream: number;
  readonly record: AttributeRecord;
  readonly lstat: LStat;
  /** Where it is to be, as a recorded path. */
  readonly path: ByteString;
}

const RAW_DEVICE = 16;
const READ_FIFO = 17;
const NOTHING_TO_MAKE: readonly number[] = [FILE_TYPE.deleted, FILE_TYPE.baseFile];

/** Undefined: such a record makes nothing, and nothing is to be said. @throws TargetError, or as Node's fs does */
export function chooseEntry(file: RecordedFile, context: ChooseContext): Chosen | LeftOut | undefined {
  const { type } = file.record;
  if (NOTHING_TO_MAKE.includes(type)) return undefined;
  if (type === FILE_TYPE.directory) return chooseDirectory(file, context);
  const place = context.folders.place(file.path);
  const release = (): void => context.folders.release(place);
  try {
    const chosen = choosePlaced(file, place, context);
    if (chosen !== undefined && 'write' in chosen) return { kind: 'entry', entry: chosen, release };
    release();
    return chosen;
  } catch (error) {
    release();
    throw error;
  }
}

function choosePlaced(file: RecordedFile, place: Place, context: ChooseContext): RestoredEntry | LeftOut | undefined {
  // The system says it when the file is made, where that is all that matters.
  if (context.replace === 'a' && isPlain(file)) return regularFile(place, 'unknown', file.lstat);
  const existing = findExisting(place);
  if (streamType(file.stream) === STREAM.attributeUpdate) return chooseUpdate(file, place, existing, context);
  if (file.record.deltaSeq > 0) return leftOut('File skipped. It is a change to a file that is not there: ', file);
  const kept = existing && whyKept(context.replace, file.lstat.mtimeSec, existing.mtimeMs / 1000);
  if (kept !== undefined) return leftOut(kept, file);
  return makeEntry(file, place, existing, context);
}

/** A file with all of its data, as nearly all are. */
const isPlain = ({ record: { type, deltaSeq }, stream }: RecordedFile): boolean =>
  (type === FILE_TYPE.regular || type === FILE_TYPE.empty) &&
  deltaSeq === 0 &&
  streamType(stream) !== STREAM.attributeUpdate;

function makeEntry(
  { record, lstat, path }: RecordedFile,
  place: Place,
  existing: Stats | undefined,
  { folders, destination, pipePatienceMs }: ChooseContext,
): RestoredEntry | LeftOut | undefined {
  switch (record.type) {
    case FILE_TYPE.hardLink:
      return hardLink(folders, place, existing, destination.place(record.link, lstat.mtimeSec));
    case FILE_TYPE.empty:
    case FILE_TYPE.regular:
      return regularFile(place, existing, lstat);
    case FILE_TYPE.symlink:
      return symlink(place, existing, destination.linkText(record.link), lstat);
    case FILE_TYPE.special:
      return special(place, existing, lstat);
    case RAW_DEVICE:
      return destination.folder === undefined ? deviceTarget(place, lstat.rdev) : regularFile(place, existing, lstat);
    case READ_FIFO:
      return existing?.isFIFO() ? pipeTarget(place, pipePatienceMs) : regularFile(place, existing, lstat);
    default:
      return {
        kind: 'left-out',
        message: 'warning',
        text: `${path} is of a type (${record.type}) that cannot be restored here`,
      };
  }
}

/** Only the attributes have changed since the file was saved; its data has come with an earlier record. */
function chooseUpdate(
  file: RecordedFile,
  place: Place,
  existing: Stats | undefined,
  { replace, startedMs }: ChooseContext,
): RestoredEntry | LeftOut {
  if (existing === undefined || !existing.isFile()) return leftOut('File skipped. Its data was not restored: ', file);
  // What was there before this restore, and was kept, is not touched by an update either.
  if (replace !== 'a' && existing.ctimeMs < startedMs) return leftOut('File skipped. Already exists: ', file);
  return updatedFile(place, file.lstat);
}

function chooseDirectory(file: RecordedFile, context: ChooseContext): Chosen | LeftOut {
  const { folders, replace } = context;
  const { lstat, path } = file;
  const existed = isInTheWay(file, context);
  const folder = folders.folder(path);
  const release = (): void => {
    folder.holds--;
  };
  const kept = folders.isOurs(folder) ? undefined : existed && whyKept(replace, lstat.mtimeSec, existed.mtimeMs / 1000);
  if (kept === undefined) return { kind: 'entry', entry: directory(folders, folder, lstat), release };
  release();
  return leftOut(kept, file);
}

/** What stands in the place of a folder and is none is removed where it may be; the folder itself is given back. */
function isInTheWay(
  { path, lstat }: RecordedFile,
  { folders, replace, destination }: ChooseContext,
): Stats | undefined {
  if (/^\/*$/.test(path)) return undefined;
  const place = folders.place(path);
  try {
    const existing = findExisting(place);
    const leads = destination.folder === undefined && existing?.isSymbolicLink() === true;
    const stat = leads ? (statSync(byteStringToBytes(place.path), { throwIfNoEntry: false }) ?? existing) : existing;
    if (stat === undefined || stat.isDirectory()) return stat;
    const kept = whyKept(replace, lstat.mtimeSec, stat.mtimeMs / 1000);
    if (kept !== undefined) throw new TargetError('Something else stands in its place');
    clearPlace(place, existing);
    return undefined;
  } finally {
    folders.release(place);
  }
}

const leftOut = (text: ByteString, { path }: RecordedFile): LeftOut => ({
  kind: 'left-out',
  message: 'skipped',
  text: `${text}${path}`,
});
