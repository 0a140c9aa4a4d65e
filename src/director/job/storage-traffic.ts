/**
 * What a Storage Daemon sends that is no reply (03 §1.2): its catalog requests are answered one after the other, its
 * attributes go to the ingest, its messages to the Job. Holding the promise it returns holds the reader, and with it
 * the daemon.
 */
import { type ByteString, bytesToByteString, displayText } from '../../core/index.ts';
import {
  type AttributePacket,
  type Connection,
  type CreateFileMedia,
  type CreateJobMedia,
  classifyStoragePacket,
  decodeFact,
  formatStorageEndJob,
  type JobMediaRange,
  type MessageType,
  parseJobMediaRange,
  type Release,
  SIGNAL,
  SPOOL_NOT_SHARED,
  SPOOL_STORED,
  type StorageEndJob,
} from '../../protocol/index.ts';
import type { VolumeRequest } from '../volumes/index.ts';
import { DaemonGarbageError } from './errors.ts';

/** Who takes the numbered facts of a Storage Daemon of ours (docs/decisions/0050). */
export interface FactTaker {
  /** `true`: taken; a promise holds the reader; a Buffer is the Job's last word. */
  take(number: number, packet: Buffer): boolean | Promise<void> | Buffer;
  /** All that was told before is in the Catalog. */
  settle(): Promise<void>;
  /** Facts are missing for good. */
  break(): void;
}

export interface StorageTrafficHooks {
  readonly release: Release;
  readonly listener: {
    message(type: MessageType, text: ByteString, at: Date): void;
    progress(files: number, bytes: number, bytesPerSecond: number): void;
    status(letter: string): void;
  };
  /** The packet that answers. */
  readonly answer: (request: VolumeRequest) => Promise<ByteString>;
  /** Takes attributes and digests in their order; a promise holds the reader. */
  readonly attributes: (packet: AttributePacket) => Promise<void> | undefined;
  /** Takes them from the Storage Daemon's own file, where that is on this machine; false: they have to be sent. */
  readonly attributeSpool?: (file: ByteString) => Promise<boolean>;
  /** A Storage Daemon of ours tells through a journal. */
  readonly facts?: FactTaker | undefined;
}

const MALFORMED_MAX = 20;
const WAITING_FOR_CLIENT = 'F';
const RANGES_MAX = 100_000;

export class StorageTraffic {
  readonly #connection: Connection;
  readonly #daemon: string;
  readonly #hooks: StorageTrafficHooks;
  /** A CreateJobMedia or CreateFileMedia whose lines are still coming. */
  #list: { readonly request: CreateJobMedia | CreateFileMedia; readonly ranges: JobMediaRange[] } | undefined;
  #malformed = 0;
  /** `run` has been said. */
  running = false;

  constructor(connection: Connection, daemon: string, hooks: StorageTrafficHooks) {
    this.#connection = connection;
    this.#daemon = daemon;
    this.#hooks = hooks;
  }

  /** `false`: a reply; a Buffer: the reply. */
  take(payload: Buffer): boolean | Promise<void> | Buffer {
    if (this.#list !== undefined) return this.#takeRange(payload);
    const { listener, facts } = this.#hooks;
    const fact = facts && decodeFact(payload);
    if (fact !== undefined) return facts?.take(fact.number, fact.packet) ?? true;
    const packet = classifyStoragePacket(payload, this.#hooks.release);
    switch (packet.kind) {
      case 'attributes':
        return this.#hooks.attributes(packet.packet) ?? true;
      case 'reply':
        return false;
      case 'job-ended':
        return facts === undefined ? false : this.#takeUnnumbered(packet, facts);
      case 'create-job-media':
      case 'create-file-media':
        this.#list = { request: packet, ranges: [] };
        this.#connection.hurry();
        return true;
      case 'find-media':
      case 'get-volume':
      case 'update-media':
        return this.#answer(packet);
      case 'attribute-spool':
        return this.#takeSpool(packet.file);
      case 'unknown-request':
        return this.#answer(packet);
      case 'job-message':
        listener.message(packet.type, packet.text, new Date(packet.timeSec * 1000));
        this.#hurry();
        return true;
      case 'job-status':
        listener.status(packet.status);
        if (packet.status !== WAITING_FOR_CLIENT) this.#hurry();
        return true;
      case 'job-started':
        this.#hurry();
        return true;
      case 'progress':
        listener.progress(packet.files, packet.bytes, packet.bytesPerSec);
        return true;
      case 'malformed':
        return this.#malformedPacket(packet.error.message);
      default:
        return true;
    }
  }

  /** EOD ends a list of ranges; other signals are not ours. */
  takeSignal(signal: number): boolean | Promise<void> {
    if (signal !== SIGNAL.EOD || this.#list === undefined) return false;
    const { request, ranges } = this.#list;
    this.#list = undefined;
    return this.#answer(request.kind === 'create-job-media' ? { ...request, ranges } : request);
  }

  /**
   * After `run` nothing but answers is sent, and the daemon has most to say in several small packets in a row: the
   * next one must not wait for our kernel. While it waits for the Client nothing follows.
   */
  #hurry(): void {
    if (this.running) this.#connection.hurry();
  }

  async #takeSpool(file: ByteString): Promise<void> {
    const stored = (await this.#hooks.attributeSpool?.(file)) ?? false;
    await this.#connection.send(stored ? SPOOL_STORED : SPOOL_NOT_SHARED);
  }

  /** Its journal is broken. */
  #takeUnnumbered(verdict: StorageEndJob, facts: FactTaker): Buffer {
    facts.break();
    return Buffer.from(formatStorageEndJob({ ...verdict, status: 'f' }), 'latin1');
  }

  async #answer(request: VolumeRequest): Promise<void> {
    await this.#hooks.facts?.settle();
    await this.#connection.send(await this.#hooks.answer(request));
  }

  #takeRange(payload: Buffer): boolean {
    const text = bytesToByteString(payload);
    const range = parseJobMediaRange(text);
    if (this.#list?.request.kind === 'create-file-media') return true;
    if (range === undefined)
      throw new DaemonGarbageError(this.#daemon, 'a JobMedia record', displayText(text.slice(0, 100)));
    if (this.#list !== undefined && this.#list.ranges.push(range) > RANGES_MAX) {
      throw new DaemonGarbageError(this.#daemon, 'the end of a JobMedia list', `more than ${RANGES_MAX} records`);
    }
    return true;
  }

  #malformedPacket(found: string): true {
    if (++this.#malformed > MALFORMED_MAX) throw new DaemonGarbageError(this.#daemon, 'a message', found);
    return true;
  }
}
