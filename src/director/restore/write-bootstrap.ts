/**
 * WriteBootstrap of a Job: after each backup, where its files lie, so that they can be restored when the Catalog is
 * lost. As genuine Directors do it a Full begins the file anew, and every other level adds to it; the file with its
 * chain is then one bootstrap.
 */
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { type Catalog, jobExtents } from '../../catalog/index.ts';
import {
  type ByteString,
  byteStringToBytes,
  describeError,
  displayText,
  programFault,
  runProgram,
  splitCommand,
  toByteString,
} from '../../core/index.ts';
import { type BootstrapPart, formatBootstrap } from '../../volume/index.ts';
import { formatReportTime } from '../report/format.ts';
import { type JobCodes, substituteJobCodes } from '../run-script/index.ts';
import { bootstrapParts } from './bootstrap-parts.ts';

export interface WrittenBackup {
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  /** `Full`, or `Incremental, since=2026-11-20 09:45:08`. */
  readonly levelText: string;
  readonly full: boolean;
  readonly endedAt: Date;
}

export interface BootstrapTarget {
  /** A file, or `|command`; with codes in it. */
  readonly target: ByteString;
  readonly codes: JobCodes;
}

const COMMAND_MS = 10 * 60_000;

/** The sentence of a warning where it could not be written; a backup is no worse for it. */
export async function writeBootstrap(
  catalog: Catalog,
  backup: WrittenBackup,
  { target, codes }: BootstrapTarget,
): Promise<ByteString | undefined> {
  try {
    const text = await bootstrapOf(catalog, backup);
    if (target.startsWith('|')) await pipe(target.slice(1), codes, text);
    else await save(substituteJobCodes(target, codes), text, backup.full);
    return undefined;
  } catch (error) {
    return toByteString(`Could not write the bootstrap to "${displayText(target)}": ${describeError(error)}`);
  }
}

async function bootstrapOf(catalog: Catalog, backup: WrittenBackup): Promise<ByteString> {
  const extents = await catalog.query(jobExtents([backup.jobId]));
  const last = extents.reduce((index, extent) => Math.max(index, extent.lastIndex), 0);
  const parts = last === 0 ? [] : bootstrapParts([{ jobId: backup.jobId, ranges: [{ first: 1, last }] }], extents);
  const head = `# ${formatReportTime(backup.endedAt)} - ${backup.job} - ${backup.levelText}\n`;
  return head + [...formatBootstrap(parts.map(withoutCount))].join('');
}

/** Nobody knows here whether every FileIndex is used; a reader that is told too many would search on to the end. */
const withoutCount = ({ count: _, ...part }: BootstrapPart): BootstrapPart => part;

async function save(file: ByteString, text: ByteString, anew: boolean): Promise<void> {
  const path = byteStringToBytes(file);
  if (!anew) return await appendFile(path, text, 'latin1');
  // Whole or not at all: the old one may be the only way to a restore.
  const fresh = byteStringToBytes(`${file}.new`);
  await writeFile(fresh, text, 'latin1');
  await rename(fresh, path);
}

async function pipe(command: ByteString, codes: JobCodes, text: ByteString): Promise<void> {
  const words = splitCommand(command, (word) => substituteJobCodes(word, codes));
  const fault = programFault(await runProgram(words, { timeoutMs: COMMAND_MS, input: text }));
  if (fault !== undefined) throw new Error(fault);
}
