/**
 * Frames out of a stream of chunks. Whole frames are views into their chunk, nothing is copied; only the frame that a
 * chunk's end cuts in two is gathered, each byte once. Decoding happens when a frame is asked for, so that what was
 * not asked for can be handed on untouched (TLS starts in mid-stream), and so that no inflated data piles up.
 */
import { ALL_PLAIN, decodeHeader, type Frame, HEADER_BYTES, openPayload, PAYLOAD_BYTES_MAX } from './frame.ts';

/** What a queued chunk costs besides its bytes: many tiny ones shall not look cheap. */
const CHUNK_COST_BYTES = 256;
const NOTHING = Buffer.alloc(0);

/** `feed` takes chunks, `next` gives frames; one decoder for each direction of one connection. */
export class FrameDecoder {
  /** Longest payload accepted; small while the peer is a stranger. */
  payloadBytesMax: number;
  #chunk: Buffer = NOTHING;
  #offset = 0;
  readonly #later: Buffer[] = [];
  #laterCost = 0;
  /** The frame whose end has not come yet; its length is known and bounded. */
  #cut: { readonly payload: Buffer; filled: number; readonly plainBytes: number } | undefined;

  constructor(payloadBytesMax = PAYLOAD_BYTES_MAX) {
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Memory that waits to be decoded, a little more than its bytes. */
  get waitingBytes(): number {
    return this.#chunk.length - this.#offset + this.#laterCost;
  }

  /** True where the stream may end: no frame has begun. */
  get atBoundary(): boolean {
    return this.#cut === undefined && this.#offset === this.#chunk.length && this.#later.length === 0;
  }

  feed(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#later.push(chunk);
    this.#laterCost += chunk.length + CHUNK_COST_BYTES;
  }

  /** The next whole frame; undefined means: feed more. Throws what decodeFrame throws; the stream is then useless. */
  next(): Frame | undefined {
    if (this.#cut !== undefined) return this.#continueCut();
    for (;;) {
      const header = decodeHeader(this.#chunk, this.#offset, this.payloadBytesMax);
      if (header === undefined) {
        if (!this.#joinNextChunk()) return undefined;
        continue;
      }
      const start = this.#offset + header.headerBytes;
      if (header.kind === 'signal') {
        this.#offset = start;
        return { kind: 'signal', signal: header.signal };
      }
      const end = start + header.length;
      if (end <= this.#chunk.length) {
        this.#offset = end;
        return { kind: 'data', payload: openPayload(this.#chunk.subarray(start, end), header.plainBytes) };
      }
      this.#cut = { payload: Buffer.allocUnsafeSlow(header.length), filled: 0, plainBytes: header.plainBytes };
      this.#offset = start;
      return this.#continueCut();
    }
  }

  /** Takes out everything that no frame was made of; the decoder is empty afterwards. Not within a cut frame. */
  takeRest(): Buffer {
    const rest = Buffer.concat([this.#chunk.subarray(this.#offset), ...this.#later]);
    this.#chunk = NOTHING;
    this.#offset = 0;
    this.#later.length = 0;
    this.#laterCost = 0;
    return rest;
  }

  /** As takeRest, with the frame that is cut, too. Undefined where that one cannot be put together again. */
  takeAll(): Buffer | undefined {
    const cut = this.#cut;
    if (cut === undefined) return this.takeRest();
    if (cut.plainBytes !== ALL_PLAIN) return undefined;
    this.#cut = undefined;
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeInt32BE(cut.payload.length, 0);
    return Buffer.concat([header, cut.payload.subarray(0, cut.filled), this.takeRest()]);
  }

  #continueCut(): Frame | undefined {
    const cut = this.#cut;
    if (cut === undefined) return undefined;
    for (;;) {
      const copied = this.#chunk.copy(cut.payload, cut.filled, this.#offset);
      cut.filled += copied;
      this.#offset += copied;
      if (cut.filled === cut.payload.length) break;
      if (!this.#joinNextChunk()) return undefined;
    }
    this.#cut = undefined;
    return { kind: 'data', payload: openPayload(cut.payload, cut.plainBytes) };
  }

  /** Moves on to the next chunk, carrying over the few bytes of a header that the last one's end cut. */
  #joinNextChunk(): boolean {
    const next = this.#later.shift();
    if (next === undefined) {
      // Do not keep a used-up chunk alive while the connection idles.
      if (this.#offset === this.#chunk.length) {
        this.#chunk = NOTHING;
        this.#offset = 0;
      }
      return false;
    }
    this.#laterCost -= next.length + CHUNK_COST_BYTES;
    const left = this.#chunk.length - this.#offset;
    this.#chunk = left === 0 ? next : Buffer.concat([this.#chunk.subarray(this.#offset), next]);
    this.#offset = 0;
    return true;
  }
}
