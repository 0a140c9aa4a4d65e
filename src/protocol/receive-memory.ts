/**
 * Frames out of memory that is used again and again, for streams in bulk: two pieces, one of which is filled while frames
 * of the other are in use. Payloads are views that hold until the reader comes for more (`release`); only the frame that a
 * piece's end cuts in two is copied, to the front of the other piece. The two bound what is there.
 */
import { decodeHeader, type Frame, openPayload, PAYLOAD_BYTES_MAX } from './frame.ts';

/** In front of each piece, for the beginning of a frame that the other one cut. Touched only as far as it is needed. */
const MARGIN_BYTES = 1024 * 1024;
const PIECE_BYTES = 512 * 1024;
/** At the end of each piece, for what still comes after we have said stop: TLS first opens all records that it has. */
const RESERVE_BYTES = 256 * 1024;

const DISCARDED_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);
const USUAL_BYTES = MARGIN_BYTES + PIECE_BYTES + RESERVE_BYTES;

/** What somebody lends as `LentMemory` has at least so many bytes. */
export const LENT_BYTES_MIN = 2 * USUAL_BYTES;

/** Memory at which others still look when the reader has done with its frames: a thread that hashes. */
export interface LentMemory {
  readonly bytes: Buffer;
  /** Stands for all that was handed on so far. */
  ticket(): number;
  /** Stands still until nobody looks at that any more. */
  wait(ticket: number): void;
}

class Piece {
  readonly memory: Buffer;
  start = MARGIN_BYTES;
  end = MARGIN_BYTES;
  /** Of what was handed out of it last; it is not filled before that has passed. */
  ticket: number | undefined;

  constructor(lent: Buffer | undefined, early: Buffer = NOTHING) {
    const fits = lent !== undefined && early.length <= PIECE_BYTES;
    this.memory = fits ? lent : Buffer.allocUnsafeSlow(USUAL_BYTES + Math.max(0, early.length - PIECE_BYTES));
    this.end += early.copy(this.memory, MARGIN_BYTES);
  }
}

export class ReceiveMemory {
  payloadBytesMax = PAYLOAD_BYTES_MAX;
  /** Of which frames are handed out. */
  #reading: Piece;
  /** Into which the socket is read: the same one or the other. */
  #filling: Piece;
  #other: Piece;
  #filled: Buffer = NOTHING;
  #filledOf: Piece | undefined;
  /** Nothing that was handed out is in use. */
  #released = true;
  /** Both are full: the socket goes on when the reader has done with one. */
  #stopped = false;
  readonly #goOn: () => void;
  readonly #lent: LentMemory | undefined;
  /** Into this is read what nobody wants any more. */
  #discarded: Buffer | undefined;

  /** `early`: what came before all that is read. `goOn`: there is room again. `lent`: where it is all to lie. */
  constructor(early: Buffer, goOn: () => void, lent?: LentMemory) {
    this.#goOn = goOn;
    this.#lent = lent;
    this.#reading = new Piece(lent?.bytes.subarray(0, USUAL_BYTES), early);
    this.#other = new Piece(lent?.bytes.subarray(USUAL_BYTES, LENT_BYTES_MIN));
    this.#filling = this.#reading;
  }

  get waitingBytes(): number {
    const [reading, filling] = [this.#reading, this.#filling];
    return reading.end - reading.start + (filling === reading ? 0 : filling.end - filling.start);
  }

  /** True where the stream may end: no frame has begun. */
  get atBoundary(): boolean {
    return this.waitingBytes === 0;
  }

  /** Where the socket is read into next. */
  target(): Buffer {
    if (this.#discarded !== undefined) return this.#discarded;
    const { memory, end } = this.#filling;
    return memory.subarray(end, this.#stopped ? memory.length : memory.length - RESERVE_BYTES);
  }

  arrived(bytes: number): void {
    if (this.#discarded !== undefined) return;
    const piece = this.#filling;
    piece.end += bytes;
    if (!this.#stopped && piece.memory.length - piece.end > RESERVE_BYTES) return;
    this.#stopped = piece !== this.#reading;
    if (this.#stopped) return;
    this.#filling = this.#other;
    if (this.#other.ticket !== undefined) this.#lent?.wait(this.#other.ticket);
  }

  /** False: nothing more should be read until `goOn` says so. */
  get hasRoom(): boolean {
    return !this.#stopped || this.#discarded !== undefined;
  }

  /** Whoever had frames has done with them. */
  release(): void {
    this.#released = true;
  }

  /** The next whole frame; undefined: not yet, or the next one needs what was handed out to be released. */
  next(): Frame | undefined {
    for (;;) {
      const frame = this.#decode();
      if (frame !== undefined) {
        this.#released = false;
        return frame;
      }
      if (this.#filling === this.#reading || !this.#released) return undefined;
      this.#moveOn();
    }
  }

  /** Forgets what is there and what still comes; what was handed out stays as it is. */
  discard(): void {
    this.#discarded ??= Buffer.allocUnsafeSlow(DISCARDED_BYTES);
    for (const piece of [this.#reading, this.#filling]) piece.start = piece.end;
  }

  #decode(): Frame | undefined {
    const piece = this.#reading;
    if (this.#filled.length !== piece.end || this.#filledOf !== piece) {
      this.#filled = piece.memory.subarray(0, piece.end);
      this.#filledOf = piece;
    }
    const header = decodeHeader(this.#filled, piece.start, this.payloadBytesMax);
    if (header === undefined) return undefined;
    const from = piece.start + header.headerBytes;
    if (header.kind === 'signal') {
      piece.start = from;
      return { kind: 'signal', signal: header.signal };
    }
    const to = from + header.length;
    if (to > piece.end) return undefined;
    piece.start = to;
    return { kind: 'data', payload: openPayload(this.#filled.subarray(from, to), header.plainBytes) };
  }

  /** To the piece that is being filled, with what the end of the last one cut. */
  #moveOn(): void {
    const [last, next] = [this.#reading, this.#filling];
    next.start -= last.end - last.start;
    last.memory.copy(next.memory, next.start, last.start, last.end);
    last.start = MARGIN_BYTES;
    last.end = MARGIN_BYTES;
    last.ticket = this.#lent?.ticket();
    this.#reading = next;
    this.#other = last;
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#goOn();
  }
}
