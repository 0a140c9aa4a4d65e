/** One backup Job of the crash test: files of random sizes through our Storage Daemon, and what was said of it at the end. */

import { STREAM } from '../../src/protocol/index.ts';
import { playedJobName } from '../support/played-backup.ts';
import { attributesOf, PlayedClient } from '../support/played-client.ts';
import { PlayedDirector, type PlayedTicket } from '../support/played-director.ts';
import { pseudoRandom, pseudoRandomBytes } from '../support/pseudo-random.ts';
import { until } from '../support/wait.ts';
import { type CrashStorage, DRIVES } from './crash-storage.ts';
import { FileSums } from './file-sums.ts';
import type { KillSwitch } from './kill-plan.ts';
import type { Progress } from './progress.ts';

export interface CrashJob {
  readonly jobId: number;
  /** Undefined: it never got so far. */
  readonly ticket: PlayedTicket | undefined;
  /** What the daemon reported; undefined: it did not live long enough. */
  readonly status: string | undefined;
  /** The checksum of each file that was sent. */
  readonly sums: ReadonlyMap<number, string>;
  readonly bytes: number;
  readonly said: readonly string[];
  readonly error: unknown;
  /** The last fact that its Director heard, where it is told through a journal. */
  readonly heard: number | undefined;
  /** The next Director heard that it had ended well. */
  readonly adopted?: boolean;
  /** It went wrong before anybody was killed. */
  readonly unexplained: boolean;
}

const STOCK = pseudoRandomBytes(1_200_000, 4711);
const RECORD_BYTES_MAX = 65_536;
const SMALL_BYTES_MAX = 4_000;
const LARGE_BYTES_MAX = 500_000;
const FILES_MAX = 25;
/** Of the Directors that are told through journals. */
export const EPOCH = 7;

export interface CrashJobOptions {
  readonly seed: number;
  readonly killSwitch: KillSwitch;
  readonly progress: Progress;
  /** It may be told through a journal. */
  readonly journals?: boolean;
}

/** Never rejects: a daemon that dies is what this is about. */
export async function runCrashJob(
  storage: CrashStorage,
  jobId: number,
  { seed, killSwitch, progress, journals = false }: CrashJobOptions,
): Promise<CrashJob> {
  const random = pseudoRandom(seed);
  const isJournaled = journals && random() < 0.6;
  const sums = new FileSums();
  let director: PlayedDirector | undefined;
  let ticket: PlayedTicket | undefined;
  let error: unknown;
  let unexplained = false;
  const does = (what: string): void => progress.does(jobId, `${what}${isJournaled ? ', told through a journal' : ''}`);
  try {
    does('calls');
    director = await (isJournaled ? PlayedDirector.lead(storage, EPOCH) : PlayedDirector.call(storage));
    ticket = await director.startJob({ jobId, spoolAttributes: random() < 0.5 });
    does('waits for a device');
    const used = await director.use(DRIVES[Math.floor(random() * DRIVES.length)] ?? DRIVES[0], true, { wait: true });
    if (!used.startsWith('3000 ')) throw new Error(`No device: ${used}`);
    await director.run();
    await send(storage, { jobId, ticket, random, sums, killSwitch, does });
    does('waits for its last word');
    await director.end();
  } catch (caught) {
    error = caught;
    // Its last word may still be on its way.
    if (killSwitch.fired) await gone(director);
    else unexplained = true;
  }
  await director?.[Symbol.asyncDispose]();
  progress.over(jobId);
  const { ended, said = [] } = director ?? {};
  const heard = isJournaled && ticket !== undefined ? director?.facts.size : undefined;
  const { bytes } = sums;
  return { jobId, ticket, status: ended?.status, bytes, sums: sums.finish(), said, heard, error, unexplained };
}

interface Sending {
  readonly jobId: number;
  readonly ticket: PlayedTicket;
  readonly random: () => number;
  readonly sums: FileSums;
  readonly killSwitch: KillSwitch;
  readonly does: (what: string) => void;
}

async function send(storage: CrashStorage, { jobId, ticket, random, sums, killSwitch, does }: Sending): Promise<void> {
  await using client = await PlayedClient.call(storage, playedJobName(jobId), ticket);
  does('waits for a Volume');
  await client.openAppend();
  const files = 1 + Math.floor(random() * FILES_MAX);
  for (let fileIndex = 1; fileIndex <= files; fileIndex++) {
    const data = someData(random);
    does(`sends file ${fileIndex} of ${files}`);
    const streams: [number, Buffer[]][] = [
      [STREAM.attributes, [attributesOf(fileIndex, data.length)]],
      [STREAM.fileData, [...recordsOf(data, random)]],
      [STREAM.md5, [Buffer.alloc(16, fileIndex)]],
    ];
    for (const [stream, records] of streams) {
      if (records.length === 0) continue;
      for (const record of records) sums.add(fileIndex, stream, record);
      await client.stream(fileIndex, stream, records);
    }
    killSwitch.sent(data.length);
  }
  killSwitch.closed();
  does('has sent all its files');
  const [word] = await client.closeAppend();
  if (word !== '3000 OK append data\n') throw new Error(`The data were not taken: ${word}`);
}

/** Mostly small files, some that fill several blocks. */
function someData(random: () => number): Buffer {
  const bytes = Math.floor(random() ** 2 * (random() < 0.3 ? LARGE_BYTES_MAX : SMALL_BYTES_MAX));
  const from = Math.floor(random() * (STOCK.length - bytes));
  return STOCK.subarray(from, from + bytes);
}

function* recordsOf(data: Buffer, random: () => number): Generator<Buffer> {
  for (let at = 0; at < data.length; ) {
    const bytes = random() < 0.7 ? RECORD_BYTES_MAX : 1 + Math.floor(random() * RECORD_BYTES_MAX);
    yield data.subarray(at, at + bytes);
    at += bytes;
  }
}

const gone = (director: PlayedDirector | undefined): Promise<unknown> =>
  until(() => director === undefined || director.closed, { what: 'the connection of a killed daemon to end' });
