/** Entries of a walk and files of the Catalog, of which a test changes what it is about. */
import { NO_OPTIONS } from '../../../../../src/daemons/file/file-set/index.ts';
import type { KnownFile } from '../../../../../src/daemons/file/job/accurate-table.ts';
import type { FileStat } from '../../../../../src/daemons/file/native/index.ts';
import type { WalkEntry } from '../../../../../src/daemons/file/walk/index.ts';

export const stat = (over: Partial<FileStat> = {}): FileStat => ({
  dev: 1,
  ino: 1,
  mode: 0o100644,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  sizeBytes: 10,
  blockSizeBytes: 4096,
  blocks: 8,
  atimeSec: 100,
  mtimeSec: 100,
  ctimeSec: 100,
  linkFileIndex: 0,
  flags: 0,
  dataStream: 0,
  atimeNs: 0,
  mtimeNs: 0,
  ctimeNs: 0,
  inoHigh: 0,
  inoLow: 1,
  generation: 0,
  noDump: false,
  ...over,
});

export const knownFile = (over: Partial<KnownFile> = {}): KnownFile => ({
  ino: 1,
  mode: 0o100644,
  nlink: 1,
  uid: 0,
  gid: 0,
  sizeBytes: 10,
  atimeSec: 100,
  mtimeSec: 100,
  ctimeSec: 100,
  deltaSeq: 0,
  digest: Buffer.alloc(0),
  ...over,
});

const INCLUDE = {
  excludeDirContaining: undefined,
  options: [],
  files: [],
  plugins: [],
  accurate: '',
  baseJob: '',
  verify: '',
};

export const entry = (path: string, over: Partial<WalkEntry> = {}): WalkEntry => ({
  kind: 'entry',
  path,
  type: 3,
  stat: stat(),
  link: '',
  first: undefined,
  options: NO_OPTIONS,
  include: INCLUDE,
  changed: true,
  ...over,
});

export const include = (over: Partial<WalkEntry['include']>): WalkEntry['include'] => ({ ...INCLUDE, ...over });
