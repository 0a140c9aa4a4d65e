/**
 * Copies and migrations between two Storage Daemons, or within one (page 03 §10): the reading side sends what a File
 * Daemon would send, numbered anew; both say first that they are ready.
 */
import { type ByteString, bytesToByteString, displayText } from '../../../../core/index.ts';
import { SIGNAL, sessionReply } from '../../../../protocol/index.ts';
import type { ReadRecord } from '../../media/index.ts';
import { DataPeerGarbageError } from '../errors.ts';
import type { DataConnection } from '../job/data-gate.ts';
import type { ServedJob } from '../job/served-job.ts';
import { keepAlive } from '../keep-alive.ts';
import type { ServerTools } from '../tools.ts';
import { type DataEnd, judge } from './data-end.ts';
import { deliver, openRead } from './deliver.ts';
import type { FramePacker } from './frame-packer.ts';
import { Frames } from './frames.ts';
import { openAppend, receiveData } from './receive.ts';
import { Renumbering } from './renumbering.ts';

const READY = sessionReply.data.format({});
const NOTHING: DataEnd = { status: 'f', files: 0, bytes: 0 };

/** The reading side. */
export function sendToStorage(job: ServedJob, data: DataConnection, tools: ServerTools): Promise<DataEnd> {
  return converse(job, data, tools, async (frames) => {
    await data.connection.send(READY);
    await hearReady(frames);
    const streams = new CopiedStreams();
    return deliver({
      job,
      session: openRead(tools.media, job),
      data,
      clock: tools.clock,
      begin: async () => {},
      send: (packer, record) => streams.send(packer, record),
      finish: (packer) => streams.finish(packer),
    });
  });
}

/** The writing side. */
export function receiveFromStorage(job: ServedJob, data: DataConnection, tools: ServerTools): Promise<DataEnd> {
  return converse(job, data, tools, async (frames) => {
    const session = await openAppend(tools.media, job);
    await data.connection.send(READY).catch(() => undefined);
    await hearReady(frames).catch((error: unknown) => session[Symbol.asyncDispose]().then(() => Promise.reject(error)));
    const end = await receiveData(job, frames, session);
    const words = end.status === 'T' ? [sessionReply.appended, sessionReply.ended] : [sessionReply.appendFailed];
    // The reading side has mostly gone by now.
    for (const word of words) await data.connection.send(word.format({})).catch(() => undefined);
    return end;
  });
}

async function converse(
  job: ServedJob,
  data: DataConnection,
  { config }: ServerTools,
  work: (frames: Frames) => Promise<DataEnd>,
): Promise<DataEnd> {
  try {
    const { heartbeatIntervalSec } = config.storage;
    return await keepAlive(work(new Frames(data.connection)), heartbeatIntervalSec, () => job.outlet.heartbeat());
  } catch (error) {
    return { ...NOTHING, ...judge(job, error, 0) };
  } finally {
    await data.connection[Symbol.asyncDispose]();
  }
}

async function hearReady(frames: Frames): Promise<void> {
  const frame = await frames.next('the other Storage Daemon to be ready');
  const said: ByteString = frame?.kind === 'data' ? bytesToByteString(frame.payload) : '';
  if (sessionReply.data.parse(said) === undefined) {
    throw new DataPeerGarbageError(frames.connection.peer, `"${displayText(said.slice(0, 60))}" where data was due`);
  }
}

/** Records of one file and stream make a stream; its header has the length of its first record. */
class CopiedStreams {
  readonly #numbers = new Renumbering();
  #fileIndex = 0;
  #stream = 0;

  send(packer: FramePacker, record: ReadRecord): Promise<void> | undefined {
    const fileIndex = this.#numbers.next(record);
    const waits: (Promise<void> | undefined)[] = [];
    if (fileIndex !== this.#fileIndex || record.stream !== this.#stream) {
      waits.push(this.finish(packer), packer.text(`${fileIndex} ${record.stream} ${record.data.length}`));
      this.#fileIndex = fileIndex;
      this.#stream = record.stream;
    }
    waits.push(packer.data(record.data));
    return waits.some((wait) => wait !== undefined) ? Promise.all(waits).then(() => undefined) : undefined;
  }

  finish(packer: FramePacker): Promise<void> | undefined {
    return this.#fileIndex === 0 ? undefined : packer.signal(SIGNAL.EOD);
  }
}
