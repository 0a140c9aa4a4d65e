/** The walk of a backup: each entry is chosen or not, and saved; then what is gone, and what stands in a base. */
import type { ByteString } from '../../../core/index.ts';
import { FILE_TYPE, type LStat, STREAM } from '../../../protocol/index.ts';
import type { FileSet } from '../file-set/index.ts';
import { digestOfSignature } from '../streams/index.ts';
import { type HardLinks, recordedPath, type WalkEntry } from '../walk/index.ts';
import type { KnownFile } from './accurate-table.ts';
import { contentDigest } from './content-digest.ts';
import { checkPlugins, savePlugins } from './plugin-backup.ts';
import type { RecordStream } from './record-stream.ts';
import type { Choice, Selector } from './selector.ts';
import type { BackupOrder, Selection } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';
import { type UnreadPaths, walkFiles } from './walk-files.ts';

export interface TakingTools {
  readonly tools: ThreadTools;
  readonly links: HardLinks;
  readonly records: RecordStream;
  readonly selector: Selector;
  /** Undefined: go on. @throws JobStoppedError, and why the Storage takes no more */
  readonly pause: () => Promise<void> | undefined;
}

export async function takeFiles(taking: TakingTools, fileSet: FileSet, order: BackupOrder): Promise<void> {
  const { tools, links, pause } = taking;
  checkPlugins(fileSet);
  const unread = await walkFiles({ tools, fileSet, links, pause, since: sinceOf(order) }, (entry) =>
    takeEntry(taking, entry),
  );
  await savePlugins(taking, fileSet);
  await tellGone(taking, unread);
  const { savedBytes } = taking.selector;
  if (savedBytes > 0) tools.say('info', `Space saved with Base jobs: ${Math.floor(savedBytes / 1_000_000)} MB\n`);
}

/** A Full looks at no time; with a list its letters decide, and `M` among them wants to know what changed since. */
export const sinceOf = ({ level, sinceSec, mtimeOnly }: Selection) =>
  level === 'full' || level === 'base' ? undefined : { sinceSec, mtimeOnly };

/** Undefined: nothing to wait for. */
function takeEntry(taking: TakingTools, entry: WalkEntry): Promise<void> | undefined {
  const path = recordedPath(entry);
  return carryOut(taking, entry, path, taking.selector.choose(entry, path));
}

function carryOut(taking: TakingTools, entry: WalkEntry, path: ByteString, choice: Choice): Promise<void> | undefined {
  switch (choice.kind) {
    case 'skip':
      taking.selector.leaveOut(entry, path);
      return undefined;
    case 'save':
      return taking.records.save(entry, path);
    case 'compare':
      return compareFirst(taking, entry, path, choice);
    case 'attributes-only': {
      const digest = { stream: digestStream(entry), bytes: choice.known.digest };
      taking.records.saveAttributes(entry, path, choice.known.deltaSeq + 1, digest);
      return undefined;
    }
  }
}

async function compareFirst(
  taking: TakingTools,
  entry: WalkEntry,
  path: ByteString,
  { known, equal, different }: Extract<Choice, { kind: 'compare' }>,
): Promise<void> {
  const digest = await contentDigest(entry, taking.tools);
  await carryOut(taking, entry, path, digest?.bytes.equals(known.digest) ? equal : different);
}

const digestStream = ({ options }: WalkEntry): number => digestOfSignature(options.signature)?.stream ?? STREAM.md5;

/** Files of the list that were not met are gone, unless nobody could look; those of a base are pointed to. */
async function tellGone({ selector, records, pause }: TakingTools, unread: UnreadPaths): Promise<void> {
  for (const { path, known } of selector.gone()) {
    const wait = pause();
    if (wait !== undefined) await wait;
    if (!unread.hold(path)) records.mention(FILE_TYPE.deleted, path, timesOf(known));
  }
  for (const { path, known } of selector.based()) {
    const wait = pause();
    if (wait !== undefined) await wait;
    records.mention(FILE_TYPE.baseFile, path, lstatOf(known));
  }
}

const NOTHING = { dev: 0, ino: 0, mode: 0, nlink: 0, uid: 0, gid: 0, rdev: 0, sizeBytes: 0, blockSizeBytes: 0 };
const NOTHING_MORE = { blocks: 0, atimeSec: 0, linkFileIndex: 0, flags: 0, dataStream: STREAM.fileData };

const timesOf = ({ mtimeSec, ctimeSec }: KnownFile): LStat => ({ ...NOTHING, ...NOTHING_MORE, mtimeSec, ctimeSec });

function lstatOf(known: KnownFile): LStat {
  const { ino, mode, nlink, uid, gid, sizeBytes, atimeSec, mtimeSec, ctimeSec } = known;
  return { ...NOTHING, ...NOTHING_MORE, ino, mode, nlink, uid, gid, sizeBytes, atimeSec, mtimeSec, ctimeSec };
}
