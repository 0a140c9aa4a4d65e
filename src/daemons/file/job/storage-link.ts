/**
 * The connection with a Storage, and the orderly talk around the records (specification 04 §2). While records are sent
 * the Storage is listened to all the time: it may say no at any moment, and asks now and then whether we are there.
 */
import { type ByteString, bytesToByteString, describeError, Secret, systemClock } from '../../../core/index.ts';
import {
  type BulkConnection,
  dialStorageForJob,
  type Frame,
  isTermination,
  type Line,
  SIGNAL,
} from '../../../protocol/index.ts';
import { StorageLostError, StorageRefusedError, StorageSilentError } from './errors.ts';
import type { StoragePlace } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';

const CONNECT_MS = 30_000;
const RETRY_MS = 10_000;
/** A Storage may wait for days for a tape, and sends heartbeats meanwhile. */
export const DEVICE_MS = 7 * 24 * 3600 * 1000;
const REPLY_MS = 30 * 60_000;
/** A stopped Job has so long to take its leave in good order. */
const STOP_GRACE_MS = 3_000;
const TROUBLE_LOOK_MS = 50;

export class StorageLink implements AsyncDisposable {
  readonly connection: BulkConnection;
  readonly version: number;
  readonly #tools: ThreadTools;
  readonly #heard: ByteString[] = [];
  #listener: PromiseWithResolvers<void> | undefined;
  #listening = false;
  #failure: Error | undefined;

  private constructor(connection: BulkConnection, version: number, tools: ThreadTools) {
    this.connection = connection;
    this.version = version;
    this.#tools = tools;
    tools.signal.addEventListener('abort', this.#onStop, { once: true });
  }

  /** Tries again and again as long as the place has patience. @throws what the last try met, or JobStoppedError */
  static async open(place: StoragePlace, tools: ThreadTools): Promise<StorageLink> {
    const { clientName, job, heartbeatSec } = tools.settings;
    const startedMs = performance.now();
    for (;;) {
      try {
        const { connection, version } = await dialStorageForJob({
          host: place.host,
          port: place.port,
          ...(place.localAddress !== undefined && { localAddress: place.localAddress }),
          ...(place.descriptor !== undefined && { descriptor: place.descriptor }),
          job,
          authorization: new Secret(place.authorization),
          ownName: clientName,
          tls: place.tls,
          connectTimeoutMs: CONNECT_MS,
          stallTimeoutMs: DEVICE_MS,
          heartbeatSec,
          signal: tools.signal,
        });
        return new StorageLink(connection, version, tools);
      } catch (error) {
        tools.checkStop();
        const retryable = error instanceof Error && 'retryable' in error && error.retryable === true;
        const over = performance.now() - startedMs + RETRY_MS > place.patienceMs;
        if (!retryable || over || place.descriptor !== undefined) throw error;
        await systemClock.sleep(RETRY_MS, tools.signal).catch(() => {});
        tools.checkStop();
      }
    }
  }

  get encrypted(): boolean {
    return this.connection.encryption !== 'none';
  }

  /** Why nothing more can be sent; undefined: it can. A word that comes in the middle of the records is a refusal. */
  get trouble(): Error | undefined {
    const [words] = this.#heard;
    return this.#failure ?? (words === undefined ? undefined : new StorageRefusedError('take the records', words));
  }

  send(line: ByteString): void {
    // Whether it arrives shows in the reply.
    this.connection.send(line).catch(() => {});
  }

  /** Sends a command and waits for its good answer. @throws StorageRefusedError, StorageLostError, JobStoppedError */
  async ask<F>(step: string, command: ByteString, good: Line<F>, timeoutMs = REPLY_MS): Promise<F> {
    this.send(command);
    return await this.expect(step, good, timeoutMs);
  }

  async expect<F>(step: string, good: Line<F>, timeoutMs = REPLY_MS): Promise<F> {
    const words = await this.#nextWords(step, timeoutMs);
    const fields = good.parse(words);
    if (fields === undefined) throw new StorageRefusedError(step, words);
    return fields;
  }

  /** Until the Storage has hung up or said no, but not longer than that. */
  async untilTrouble(timeoutMs: number): Promise<void> {
    for (let leftMs = timeoutMs; leftMs > 0 && this.trouble === undefined; leftMs -= TROUBLE_LOOK_MS) {
      await systemClock.sleep(TROUBLE_LOOK_MS);
    }
  }

  /** The answer to POLL, which is no word against the records. */
  async expectAlive(): Promise<void> {
    const words = await this.#nextWords('say that it is there', DEVICE_MS);
    if (!words.startsWith('2000 OK')) throw new StorageRefusedError('take the records', words);
  }

  /** From here on the Storage is heard at any time, until the end. */
  listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    void this.#keepListening();
  }

  /** Whoever waits for a Storage that reads nothing would never look up. */
  readonly #onStop = (): void => {
    const { signal } = this.#tools;
    setTimeout(() => this.connection.destroy(signal.reason as Error), STOP_GRACE_MS).unref();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tools.signal.removeEventListener('abort', this.#onStop);
    await this.connection[Symbol.asyncDispose]();
  }

  async #nextWords(step: string, timeoutMs: number): Promise<ByteString> {
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      const words = this.#listening ? this.#heard.shift() : await this.#receiveWords(timeoutMs);
      if (words !== undefined) return words;
      if (this.#failure !== undefined) throw this.#failure;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new StorageSilentError(`The Storage did not answer when it should ${step}`);
      this.#listener = Promise.withResolvers<void>();
      const timer = setTimeout(this.#listener.resolve, leftMs);
      const stop = (): void => this.#listener?.reject(this.#tools.signal.reason);
      this.#tools.signal.addEventListener('abort', stop, { once: true });
      try {
        this.#tools.checkStop();
        await this.#listener.promise;
      } finally {
        clearTimeout(timer);
        this.#tools.signal.removeEventListener('abort', stop);
        this.#listener = undefined;
      }
    }
  }

  async #keepListening(): Promise<void> {
    for (;;) {
      try {
        this.#heard.push(await this.#receiveWords(DEVICE_MS));
      } catch (error) {
        this.#failure = error as Error;
        this.#listener?.resolve();
        return;
      }
      this.#listener?.resolve();
    }
  }

  async #receiveWords(timeoutMs: number): Promise<ByteString> {
    for (;;) {
      const frame = await this.#receive(timeoutMs);
      if (frame.kind === 'data') return bytesToByteString(frame.payload);
      if (isTermination(frame.signal)) throw this.#lost('it ended the conversation');
      this.answerSignal(frame.signal);
    }
  }

  /** EOD after an answer, and whatever else is nothing to us, is passed over. */
  answerSignal(signal: number): void {
    if (signal === SIGNAL.HEARTBEAT) this.#tools.heartbeat();
    else if (signal === SIGNAL.POLL) this.send('2000 OK\n');
  }

  async #receive(timeoutMs: number): Promise<Frame> {
    const { signal } = this.#tools;
    let frame: Frame | undefined;
    try {
      frame = await this.connection.receive({ timeoutMs, ...(this.#listening ? {} : { signal }) });
    } catch (error) {
      this.#tools.checkStop();
      throw this.#lost(describeError(error), error);
    }
    if (frame === undefined) throw this.#lost('it closed the connection');
    return frame;
  }

  readonly #lost = (found: string, cause?: unknown) => new StorageLostError(this.connection.peer, found, { cause });
}
