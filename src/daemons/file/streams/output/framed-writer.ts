/**
 * PacketWriter over blocks of shared memory. Besides copying packets it hands out places in which data is read or
 * compressed, and keeps the order around records that other threads are still at work on.
 */
import { type ByteString, decimalText } from '../../../../core/index.ts';
import { PAYLOAD_BYTES_MAX, SIGNAL } from '../../../../protocol/index.ts';
import type { PacketWriter, SendFramed } from '../packet-writer.ts';
import type { DeferredRecord } from './deferred-record.ts';
import { type OutputBlock, OutputBlocks } from './output-blocks.ts';
import { SendOrder } from './send-order.ts';

const LENGTH_BYTES = 4;
const BLOCKS = 8;
const BLOCK_BYTES = 512 * 1024;
/** What is asked for where nobody says more: a record of the usual size. */
const USUAL_BYTES = 72 * 1024;
/** So much is sent while the rest of its block is being filled. */
const CUT_BYTES = 256 * 1024;

/** Where the next record is put: its payload begins at `at` of the block's bytes. */
export interface Place {
  readonly block: OutputBlock;
  readonly at: number;
}

export class FramedWriter implements PacketWriter {
  jobBytes = 0;
  packets = 0;
  readonly #blocks: OutputBlocks;
  readonly #order: SendOrder;
  #block: OutputBlock | undefined;
  #start = 0;
  #end = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(send: SendFramed) {
    this.#blocks = new OutputBlocks(BLOCKS, BLOCK_BYTES, () => this.#roomAgain());
    this.#order = new SendOrder(send, (error) => this.#lost(error));
  }

  /** In which all places lie. */
  get memory(): SharedArrayBuffer {
    return this.#blocks.memory;
  }

  header(fileIndex: number, stream: number, info: number): void {
    this.packet(headerOf(fileIndex, stream, info));
  }

  record(fileIndex: number, stream: number, info: number, payload: Buffer | ByteString, counted = false): void {
    const header = headerOf(fileIndex, stream, info);
    const { length } = payload;
    if (length > PAYLOAD_BYTES_MAX) throw new RangeError(`A packet of ${length} bytes cannot be sent`);
    const { block, at } = this.place(header.length + 2 * LENGTH_BYTES + length);
    const { bytes } = block;
    bytes.writeInt32BE(header.length, at - LENGTH_BYTES);
    bytes.write(header, at, 'latin1');
    const dataAt = at + header.length + LENGTH_BYTES;
    bytes.writeInt32BE(length, dataAt - LENGTH_BYTES);
    if (typeof payload === 'string') bytes.write(payload, dataAt, 'latin1');
    else payload.copy(bytes, dataAt);
    bytes.writeInt32BE(SIGNAL.EOD, dataAt + length);
    this.#end = dataAt + length + LENGTH_BYTES;
    if (counted) this.#count(length);
    this.#cutIfLong();
  }

  packet(payload: Buffer | ByteString, counted = false): void {
    const { length } = payload;
    if (length > PAYLOAD_BYTES_MAX) throw new RangeError(`A packet of ${length} bytes cannot be sent`);
    const { block, at } = this.place(length);
    if (typeof payload === 'string') block.bytes.write(payload, at, 'latin1');
    else payload.copy(block.bytes, at);
    this.commit(length, counted);
  }

  signal(signal: number): void {
    const { block, at } = this.place(0);
    block.bytes.writeInt32BE(signal, at - LENGTH_BYTES);
    this.#end = at;
  }

  ready(bytes = USUAL_BYTES): Promise<void> | undefined {
    if (this.#order.failure !== undefined) return Promise.reject(this.#order.failure);
    if (this.#fits(bytes) || this.#next()) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** Whether records of so many bytes, their lengths counted, can be placed without waiting. */
  hasRoom(bytes: number): boolean {
    return this.#order.failure === undefined && (this.#fits(bytes) || (this.#next() && this.#fits(bytes)));
  }

  flush(): Promise<void> {
    this.#cut();
    return this.#order.emptied();
  }

  /** For a record of up to so many bytes, after ready(); valid until anything else is written. */
  place(bytes: number): Place {
    const fits = this.#fits(bytes) || (this.#next() && this.#fits(bytes));
    if (!fits) this.#use(this.#blocks.extra(LENGTH_BYTES + bytes));
    return { block: this.#current, at: this.#end + LENGTH_BYTES };
  }

  /** The last place holds a record of so many bytes. */
  commit(bytes: number, counted = true): void {
    this.#current.bytes.writeInt32BE(bytes, this.#end);
    this.#end += LENGTH_BYTES + bytes;
    if (counted) this.#count(bytes);
    this.#cutIfLong();
  }

  /** A record that comes when it is ready; what is written afterwards stands behind it. */
  defer(record: DeferredRecord, counted = true): void {
    this.#cut();
    const taken = (framed: Buffer): void => {
      if (counted) this.#count(framed.length - LENGTH_BYTES);
    };
    this.#order.push({ kind: 'deferred', record, taken });
  }

  /** Deferred records have been made. */
  pump(): void {
    this.#order.pump();
  }

  get #current(): OutputBlock {
    if (this.#block === undefined) throw new Error('No place was asked for');
    return this.#block;
  }

  #count(bytes: number): void {
    this.packets++;
    this.jobBytes += bytes;
  }

  #fits(bytes: number): boolean {
    return this.#block !== undefined && this.#end + LENGTH_BYTES + bytes <= this.#block.bytes.length;
  }

  /** Goes on with a free block; false where there is none. */
  #next(): boolean {
    this.#cut();
    const block = this.#blocks.take();
    if (block !== undefined) this.#use(block);
    return block !== undefined;
  }

  #use(block: OutputBlock): void {
    const before = this.#block;
    this.#cut();
    this.#block = block;
    this.#start = 0;
    this.#end = 0;
    if (before !== undefined) this.#blocks.release(before);
  }

  #cutIfLong(): void {
    if (this.#end - this.#start >= CUT_BYTES) this.#cut();
  }

  #cut(): void {
    const block = this.#block;
    if (block === undefined || this.#start === this.#end) return;
    const bytes = block.bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    block.holds++;
    this.#order.push({ kind: 'bytes', bytes, release: () => this.#blocks.release(block) });
  }

  #roomAgain(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  #lost(error: Error): void {
    this.#room?.reject(error);
    this.#room = undefined;
  }
}

const headerOf = (fileIndex: number, stream: number, info: number): ByteString =>
  `${decimalText(fileIndex)} ${stream} ${decimalText(info)}`;

export const openPacketWriter = (send: SendFramed): FramedWriter => new FramedWriter(send);
