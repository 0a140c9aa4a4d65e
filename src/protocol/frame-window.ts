/**
 * Frames in a piece of memory that somebody else fills from a socket: payloads are views into it, nothing is copied. The
 * same bytes mean the same as for a FrameDecoder; only a compressed payload lies elsewhere.
 */
import { decodeHeader, type Frame, openPayload, PAYLOAD_BYTES_MAX } from './frame.ts';

/** What a window must have room for at least: the longest frame. */
export const WINDOW_BYTES_MIN = PAYLOAD_BYTES_MAX + 8;

export class FrameWindow {
  readonly #memory: Buffer;
  /** Of what is filled and of which no frame was made; filling goes on at `end`. */
  start = 0;
  end = 0;

  constructor(memory: Buffer) {
    this.#memory = memory;
  }

  /** All whole frames. @throws FrameTooLongError, UnsupportedFrameError, BadCompressionError: the stream is then useless */
  all(): Frame[] {
    const filled = this.#memory.subarray(0, this.end);
    const frames: Frame[] = [];
    for (let frame = this.#next(filled); frame !== undefined; frame = this.#next(filled)) frames.push(frame);
    return frames;
  }

  /** What no frame was made of moves to `to`. Not by `copyWithin`: within shared memory V8 moves byte by byte. */
  moveTo(to: number): void {
    this.#memory.copy(this.#memory, to, this.start, this.end);
    this.end = to + this.end - this.start;
    this.start = to;
  }

  /** What no frame was made of, in the window's own memory. */
  get rest(): Buffer {
    return this.#memory.subarray(this.start, this.end);
  }

  #next(filled: Buffer): Frame | undefined {
    const header = decodeHeader(filled, this.start, PAYLOAD_BYTES_MAX);
    if (header === undefined) return undefined;
    const from = this.start + header.headerBytes;
    if (header.kind === 'signal') {
      this.start = from;
      return { kind: 'signal', signal: header.signal };
    }
    const to = from + header.length;
    if (to > filled.length) return undefined;
    this.start = to;
    return { kind: 'data', payload: openPayload(filled.subarray(from, to), header.plainBytes) };
  }
}
