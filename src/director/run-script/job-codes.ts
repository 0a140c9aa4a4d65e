/**
 * The `%x` codes of mail commands, RunScript commands, Write Bootstrap and `File = |cmd` (specification 07 §6).
 * Pure: the facts come as they are known at that moment; what is not known reads `*none*`.
 */
import type { ByteString } from '../../core/index.ts';

/** What the codes stand for; leave out what is not (yet) known. */
export interface JobCodes {
  readonly directorName: ByteString;
  readonly jobId: number;
  /** With the time stamp: `Nightly.2026-11-20_09.32.46_03`. */
  readonly uniqueName: ByteString;
  /** The Job resource's name. */
  readonly jobName: ByteString;
  /** `Backup`, `Restore` … */
  readonly typeName: string;
  /** `Full`, `Incremental` … */
  readonly levelName?: string | undefined;
  readonly clientName?: ByteString | undefined;
  readonly clientAddress?: ByteString | undefined;
  readonly fileSetName?: ByteString | undefined;
  readonly poolName?: ByteString | undefined;
  readonly storageName?: ByteString | undefined;
  readonly priority?: number | undefined;
  /** `Backup OK`, `*** Backup Error ***` …; while it runs, the status word. */
  readonly exitStatus?: string | undefined;
  readonly errors?: number | undefined;
  readonly files?: number | undefined;
  readonly bytes?: number | bigint | undefined;
  readonly readBytes?: number | bigint | undefined;
  /** `2026-11-20 09:45:08` */
  readonly since?: string | undefined;
  readonly volumeNames?: readonly ByteString[] | undefined;
  readonly spoolsData?: boolean | undefined;
  readonly cloned?: boolean | undefined;
  readonly writtenJobId?: number | undefined;
  readonly previousJobId?: number | undefined;
  /** Mail addresses, for `%r`. */
  readonly recipients?: readonly ByteString[] | undefined;
}

const yesNo = (flag: boolean | undefined): string => (flag === true ? 'yes' : 'no');

/** An unfilled `%v` or `%r` and an unset name read alike. */
const list = (items: readonly string[] | undefined, joint: string): string | undefined =>
  items === undefined || items.length === 0 ? undefined : items.join(joint);

const CODES: Readonly<Record<string, (c: JobCodes) => string | number | bigint | undefined>> = {
  '%': () => '%',
  b: (c) => c.bytes ?? 0,
  c: (c) => c.clientName,
  C: (c) => yesNo(c.cloned),
  d: (c) => c.directorName,
  D: (c) => c.directorName,
  e: (c) => c.exitStatus,
  E: (c) => c.errors ?? 0,
  f: (c) => c.fileSetName,
  F: (c) => c.files ?? 0,
  h: (c) => c.clientAddress,
  i: (c) => c.jobId,
  I: (c) => c.writtenJobId ?? 0,
  j: (c) => c.uniqueName,
  l: (c) => c.levelName,
  m: (c) => c.previousJobId ?? 0,
  n: (c) => c.jobName,
  o: (c) => c.priority,
  p: (c) => c.poolName,
  P: () => process.pid,
  r: (c) => list(c.recipients, ' '),
  R: (c) => c.readBytes ?? 0,
  s: (c) => c.since,
  t: (c) => c.typeName,
  v: (c) => list(c.volumeNames, '|'),
  w: (c) => c.storageName,
  x: (c) => yesNo(c.spoolsData),
};

/** Replaces every known code once, from left to right; unknown ones stay as they are, as in 15.x. */
export const substituteJobCodes = (text: ByteString, codes: JobCodes): ByteString =>
  text.replace(/%(.)/g, (whole, letter: string) => {
    const value = CODES[letter];
    return value === undefined ? whole : String(value(codes) ?? '*none*');
  });
