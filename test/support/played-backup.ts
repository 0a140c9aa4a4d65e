/** Backup Jobs that the test plays from both ends, and what has to come back of them. */
import { STREAM } from '../../src/protocol/index.ts';
import { FileSums } from '../crash/file-sums.ts';
import { attributesOf, PlayedClient } from './played-client.ts';
import { PlayedDirector, type PlayedTicket } from './played-director.ts';
import type { PlayedStorage } from './played-storage.ts';

export const playedJobName = (jobId: number): string => `Backup.2026-11-20_10.00.00_${jobId}`;

export interface BackupOptions {
  readonly jobId?: number;
  readonly drive?: string;
  readonly spoolAttributes?: boolean;
}

/** What was sent, for a comparison with what comes back. */
export interface PlayedBackup {
  readonly jobId: number;
  readonly ticket: PlayedTicket;
  readonly sums: ReadonlyMap<number, string>;
}

/** A Job that runs, whose Client may send data. */
export async function beginBackup(director: PlayedDirector, options: BackupOptions = {}): Promise<PlayedSending> {
  const { jobId = 1, drive = 'Drive-0', spoolAttributes = true } = options;
  const ticket = await director.startJob({ jobId, spoolAttributes });
  const used = await director.use(drive, true, { wait: true });
  if (!used.startsWith('3000 ')) throw new Error(`No device: ${used}`);
  await director.run();
  const client = await PlayedClient.call(director.storage, playedJobName(jobId), ticket);
  await client.openAppend();
  return new PlayedSending(client, jobId, ticket);
}

/** The Client of a Job, which remembers what it sent. */
export class PlayedSending implements AsyncDisposable {
  readonly client: PlayedClient;
  readonly jobId: number;
  readonly ticket: PlayedTicket;
  readonly #sums = new FileSums();
  #files = 0;

  constructor(client: PlayedClient, jobId: number, ticket: PlayedTicket) {
    this.client = client;
    this.jobId = jobId;
    this.ticket = ticket;
  }

  /** The next file. */
  async file(data: Buffer): Promise<void> {
    const fileIndex = ++this.#files;
    const streams: [number, Buffer][] = [
      [STREAM.attributes, attributesOf(fileIndex, data.length)],
      [STREAM.fileData, data],
      [STREAM.md5, Buffer.alloc(16, fileIndex)],
    ];
    for (const [stream, record] of streams) {
      this.#sums.add(fileIndex, stream, record);
      await this.client.stream(fileIndex, stream, [record]);
    }
  }

  /** The end of the data; what the daemon said of it. */
  async close(): Promise<PlayedBackup & { readonly word: string | undefined }> {
    const [word] = await this.client.closeAppend();
    return { jobId: this.jobId, ticket: this.ticket, sums: this.#sums.finish(), word };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }
}

/** From the call to the last word; throws where that is not T. */
export async function backUp(
  storage: PlayedStorage,
  files: readonly Buffer[],
  options: BackupOptions = {},
): Promise<PlayedBackup> {
  await using director = await PlayedDirector.call(storage);
  const sending = await beginBackup(director, options);
  for (const data of files) await sending.file(data);
  const done = await sending.close();
  const { status } = await director.end();
  if (status !== 'T') throw new Error(`JobId ${done.jobId} ended with ${status}:\n${director.said.join('')}`);
  return done;
}
