/** Reads Jobs back as a restore does, by what the Catalog knows of them: through the daemon, and from the files. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SIGNAL, type StorageEndJob, sessionReply } from '../../src/protocol/index.ts';
import {
  type BootstrapPart,
  BootstrapSelection,
  bootstrapPart,
  formatBootstrap,
  RecordAssembler,
  type RecordBatch,
  readRecords,
} from '../../src/volume/index.ts';
import type { FakeCatalog } from '../support/fake-catalog.ts';
import { PlayedClient } from '../support/played-client.ts';
import { PlayedDirector, type PlayedTicket } from '../support/played-director.ts';
import type { PlayedStorage } from '../support/played-storage.ts';
import { DRIVES } from '../support/process-storage.ts';
import { FileSums } from './file-sums.ts';

/** A Job as far as it has to be known to be read. */
export interface WrittenJob {
  readonly jobId: number;
  readonly ticket: PlayedTicket | undefined;
}

/** One part for each Volume, in the order in which they were written. */
export function bootstrapOf({ jobId, ticket }: WrittenJob, catalog: FakeCatalog): BootstrapPart[] {
  if (ticket === undefined) throw new Error(`JobId ${jobId} has no session`);
  const ranges = Map.groupBy(catalog.ranges(jobId), ({ volume }) => volume);
  const one = (first: number) => [{ first, last: first }];
  return [...ranges].map(([volume, own]) =>
    bootstrapPart([volume], {
      mediaType: 'File',
      sessionIds: one(ticket.sessionId),
      sessionTimes: one(ticket.sessionTime),
      addresses: own.map((r) => ({
        first: r.startFile * 2 ** 32 + r.startBlock,
        last: r.endFile * 2 ** 32 + r.endBlock,
      })),
      fileIndexes: own.map((r) => ({ first: r.firstIndex, last: r.lastIndex })),
    }),
  );
}

/** From the files of the Volumes. */
export async function readFromFiles(
  job: WrittenJob,
  storage: Pick<PlayedStorage, 'catalog' | 'volumes'>,
): Promise<Map<number, string>> {
  const sums = new FileSums();
  const selection = new BootstrapSelection(bootstrapOf(job, storage.catalog));
  const assembler = new RecordAssembler(selection);
  for (const pass of selection.passes) {
    if (!selection.begin(pass)) continue;
    await using file = await open(join(storage.volumes, pass.volume));
    const { size } = await file.stat();
    const source = {
      volume: pass.volume,
      sizeBytes: size,
      read: async (buffer: Buffer, at: number) => (await file.read(buffer, 0, buffer.length, at)).bytesRead,
    };
    for await (const batch of readRecords(source, assembler, { plan: selection.plan, salvage: true }))
      take(batch, sums);
  }
  take(assembler.finish(), sums);
  return sums.finish();
}

function take({ records }: RecordBatch, sums: FileSums): void {
  for (const { fileIndex, stream, data } of records) if (fileIndex > 0) sums.add(fileIndex, stream, data);
}

/** Through the daemon, all in one restore Job. By JobId. */
export const readThroughDaemon = async (
  jobs: readonly WrittenJob[],
  storage: PlayedStorage,
  jobId: number,
): Promise<Map<number, Map<number, string>>> => (await restoreJobs(jobs, storage, jobId)).sums;

export interface Restored {
  /** By JobId. */
  readonly sums: Map<number, Map<number, string>>;
  readonly said: readonly string[];
  readonly ended: StorageEndJob;
}

export async function restoreJobs(
  jobs: readonly WrittenJob[],
  storage: PlayedStorage,
  jobId: number,
): Promise<Restored> {
  const sums = new Map(jobs.map((job) => [sessionOf(job.ticket), new FileSums()]));
  const parts = jobs.flatMap((job) => bootstrapOf(job, storage.catalog));
  await using director = await PlayedDirector.call(storage);
  const ticket = await director.startJob({ jobId, type: 'R', level: 'F' });
  const said = [await director.bootstrap([...formatBootstrap(parts)].join('')), await director.use(DRIVES[0], false)];
  if (!said.every((reply) => reply.startsWith('3000 '))) throw new Error(`No restore: ${said.join('')}`);
  await director.run();
  await using client = await PlayedClient.call(storage, `Backup.2026-11-20_10.00.00_${jobId}`, ticket);
  await receive(client, (session, fileIndex, stream, data) => sums.get(session)?.add(fileIndex, stream, data));
  await client[Symbol.asyncDispose]();
  const ended = await director.end();
  const finished = jobs.map((job) => [job.jobId, sums.get(sessionOf(job.ticket))?.finish() ?? new Map()] as const);
  return { sums: new Map(finished), said: director.said, ended };
}

type TakeRecord = (session: string, fileIndex: number, stream: number, data: Buffer) => void;

const sessionOf = (ticket: WrittenJob['ticket']): string => `${ticket?.sessionId} ${ticket?.sessionTime}`;
const HEADER = /^rechdr (\d+ \d+) (\d+) (\d+) \d+$/;

async function receive(client: PlayedClient, takeRecord: TakeRecord): Promise<void> {
  const opened = (await client.ask('read open session = DummyVolume 0 0 0 0 0 0\n')) ?? '';
  const number = sessionReply.open.parse(opened)?.ticket ?? 0;
  const ready = await client.ask(`read data ${number}\n`);
  if (ready !== '3000 OK data\n') throw new Error(`No data came: ${opened}${ready}`);
  let head: RegExpExecArray | null = null;
  for (;;) {
    const frames = await client.connection.receiveAvailable({ timeoutMs: 30_000 });
    if (frames.length === 0) throw new Error('The daemon hung up in mid-restore');
    for (const frame of frames) {
      if (frame.kind === 'signal') {
        if (frame.signal === SIGNAL.EOD) return void (await client.ask(`read close session ${number}\n`));
      } else if (head === null) {
        head = HEADER.exec(frame.payload.toString('latin1'));
      } else {
        takeRecord(head[1] ?? '', Number(head[2]), Number(head[3]), frame.payload);
        head = null;
      }
    }
  }
}
