/** Records on their way from a Storage: the talk around them, and each with its header (specification 04 §2, §8). */
import { type ByteString, describeError } from '../../../core/index.ts';
import { type Frame, isTermination, SIGNAL, sessionCommand, sessionReply } from '../../../protocol/index.ts';
import type { SharedMemory } from '../streams/index.ts';
import { BulkFrames } from './bulk-frames.ts';
import { StorageLostError, StorageRefusedError } from './errors.ts';
import { Pacing } from './pacing.ts';
import { DEVICE_MS, type StorageLink } from './storage-link.ts';
import type { ThreadTools } from './thread-tools.ts';

export interface RecordHeader {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly fileIndex: number;
  readonly stream: number;
}

/** Undefined: go on. The data may be used again afterwards. */
export type TakeRecord = (header: RecordHeader, data: Buffer) => Promise<void> | undefined;

/** The literal that stands for the bootstrap which the Storage has from the Director. */
const VOLUME = 'DummyVolume';

/**
 * Reads all records that the Storage has for this Job; `memory`: where they are to lie. @throws StorageLostError, StorageRefusedError,
 * JobStoppedError
 */
export async function readRecords(
  storage: StorageLink,
  tools: ThreadTools,
  take: TakeRecord,
  memory?: SharedMemory,
): Promise<void> {
  const { sessionId, sessionTime } = tools.settings;
  const nothing = { startFile: 0, endFile: 0, startBlock: 0, endBlock: 0 };
  const open = sessionCommand.readOpen.format({ volume: VOLUME, sessionId, sessionTime, ...nothing });
  const { ticket } = await storage.ask('open a session', open, sessionReply.open);
  const data = sessionCommand.readData.format({ ticket });
  await storage.ask('find the Volume', data, sessionReply.data, DEVICE_MS);
  const frames = new BulkFrames(storage.connection, memory);
  await new RecordReader(storage, tools, take, frames).readAll();
  const close = sessionCommand.readClose.format({ ticket });
  await storage.ask('close the session', close, sessionReply.closed);
}

class RecordReader {
  readonly #storage: StorageLink;
  readonly #tools: ThreadTools;
  readonly #take: TakeRecord;
  readonly #pacing: Pacing;
  readonly #frames: BulkFrames;
  #header: (RecordHeader & { readonly length: number }) | undefined;
  #bytes = 0;

  constructor(storage: StorageLink, tools: ThreadTools, take: TakeRecord, frames: BulkFrames) {
    this.#storage = storage;
    this.#tools = tools;
    this.#take = take;
    this.#pacing = new Pacing(tools);
    this.#frames = frames;
  }

  async readAll(): Promise<void> {
    for (let over = false; !over; ) {
      for (const frame of await this.#nextFrames()) {
        if (over) throw this.#lost('it went on after its end of data');
        const paused = this.#pacing.pause(this.#bytes);
        if (paused !== undefined) await paused;
        if (frame.kind === 'signal') over = this.#endsWith(frame.signal);
        else {
          const taken = this.#takeFrame(frame.payload);
          if (taken !== undefined) await taken;
        }
      }
    }
    this.#frames.giveBack();
  }

  async #nextFrames(): Promise<readonly Frame[]> {
    const { signal } = this.#tools;
    try {
      const frames = await this.#frames.next({ timeoutMs: DEVICE_MS, signal });
      if (frames.length > 0) return frames;
    } catch (error) {
      this.#tools.checkStop();
      throw this.#lost(describeError(error));
    }
    throw this.#lost('it closed the connection');
  }

  #endsWith(signal: number): boolean {
    if (isTermination(signal)) throw this.#lost('it ended the conversation');
    if (signal === SIGNAL.EOD) return true;
    this.#storage.answerSignal(signal);
    return false;
  }

  #takeFrame(payload: Buffer): Promise<void> | undefined {
    const header = this.#header;
    if (header === undefined) {
      this.#header = parseHeader(payload);
      if (this.#header === undefined) throw new StorageRefusedError('send the records', text(payload));
      // A record of no bytes has no packet of its own.
      if (this.#header.length > 0) return undefined;
      return this.#takeFrame(payload.subarray(0, 0));
    }
    if (header.length !== payload.length) {
      throw this.#lost(`a record of ${header.length} bytes came with ${payload.length}`);
    }
    this.#header = undefined;
    this.#bytes += payload.length;
    return this.#take(header, payload);
  }

  #lost(found: string): StorageLostError {
    return new StorageLostError(this.#storage.connection.peer, found);
  }
}

const BLANK = 0x20;
const WORD = Buffer.from('rechdr ');

/** `rechdr <VolSessionId> <VolSessionTime> <FileIndex> <Stream> <length>`; one comes before each record. */
export function parseHeader(payload: Buffer): (RecordHeader & { readonly length: number }) | undefined {
  if (
    payload.length < WORD.length ||
    payload.length > 80 ||
    payload.compare(WORD, 0, WORD.length, 0, WORD.length) !== 0
  )
    return undefined;
  const numbers = [0, 0, 0, 0, 0];
  let field = 0;
  let sign = 1;
  for (let at = WORD.length; at < payload.length; at++) {
    const byte = payload[at] as number;
    if (byte >= 0x30 && byte <= 0x39) numbers[field] = (numbers[field] as number) * 10 + byte - 0x30;
    else if (byte === 0x2d) sign = -1;
    else if (byte === BLANK) {
      numbers[field] = (numbers[field] as number) * sign;
      sign = 1;
      if (++field > 4) return undefined;
    } else break;
  }
  const [sessionId, sessionTime, fileIndex, stream, length] = numbers as [number, number, number, number, number];
  return field === 4 ? { sessionId, sessionTime, fileIndex, stream, length } : undefined;
}

const text = (payload: Buffer): ByteString => payload.toString('latin1', 0, 500);
