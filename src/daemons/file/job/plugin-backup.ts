/**
 * Plugin entries of a FileSet, saved after its files (specification 04 §4.4). Ours is bpipe: what a command prints becomes
 * a file on the Volume, under a name that need not exist on the disk.
 */
import type { Readable } from 'node:stream';
import { unixSeconds } from '../../../core/index.ts';
import { FILE_TYPE, type LStat } from '../../../protocol/index.ts';
import { blockOfTop, type FileSet, type IncludeBlock } from '../file-set/index.ts';
import type { DataReader } from '../streams/index.ts';
import { type Bpipe, parseBpipe } from './bpipe.ts';
import { PluginMissingError } from './errors.ts';
import { startPiped } from './piped-program.ts';
import type { TakingTools } from './take-files.ts';

/** Known before anything is saved: a backup without what was asked for is none. @throws PluginMissingError */
export function checkPlugins({ includes }: FileSet): void {
  for (const { plugins } of includes) {
    for (const command of plugins) if (parseBpipe(command) === undefined) throw new PluginMissingError(command);
  }
}

export async function savePlugins(taking: TakingTools, { includes }: FileSet): Promise<void> {
  for (const include of includes) {
    for (const command of include.plugins) {
      const bpipe = parseBpipe(command);
      if (bpipe !== undefined) await saveBpipe(taking, include, bpipe);
    }
  }
}

async function saveBpipe(taking: TakingTools, include: IncludeBlock, bpipe: Bpipe): Promise<void> {
  const { tools, records, selector } = taking;
  tools.figures.currentFile = bpipe.path;
  tools.figures.add('examined', 1);
  // The list knows it, and it is there: no attribute of it could tell whether it has changed.
  selector.meet(bpipe.path);
  const program = startPiped(bpipe.reader, ['ignore', 'pipe', 'pipe'], 'bpipe', tools);
  const entry = {
    path: bpipe.path,
    type: FILE_TYPE.regular,
    stat: { ...attributesOf(new Date()), ...NO_DETAILS },
    options: { ...blockOfTop(include).flags, sparse: false },
  };
  await records.savePlugin(bpipe.command, entry, readerOf(program.child.stdout));
  const fault = await program.ended;
  tools.checkStop();
  if (fault === undefined) return;
  tools.complain('error', `bpipe: "${bpipe.reader}" for ${bpipe.path} failed. ERR=${fault}\n`);
}

const MODE = 0o100700;
const SIZE_UNKNOWN = -1;

/** As genuine plugins write them. */
function attributesOf(now: Date): LStat {
  const sec = unixSeconds(now);
  const times = { atimeSec: sec, mtimeSec: sec, ctimeSec: sec };
  const none = { dev: 0, ino: 0, nlink: 0, uid: 0, gid: 0, rdev: 0, linkFileIndex: 0, flags: 0, dataStream: 0 };
  return { ...none, ...times, mode: MODE, sizeBytes: SIZE_UNKNOWN, blockSizeBytes: 4096, blocks: 1 };
}

const NO_DETAILS = { atimeNs: 0, mtimeNs: 0, ctimeNs: 0, inoHigh: 0, inoLow: 0, generation: 0, noDump: false };

/** What a program prints, up to its end. */
function readerOf(output: Readable | null): DataReader {
  const chunks = output?.[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    position: 0,
    async read(target, at, bytes) {
      let got = 0;
      while (got < bytes) {
        if (rest.length === 0) {
          const next = await chunks?.next();
          if (next === undefined || next.done) break;
          rest = next.value as Buffer;
        }
        const copied = rest.copy(target, at + got, 0, Math.min(rest.length, bytes - got));
        rest = rest.subarray(copied);
        got += copied;
      }
      this.position += got;
      return got;
    },
  };
}
