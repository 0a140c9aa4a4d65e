/**
 * Frames of a Storage that sends as fast as it can: read straight from the socket into memory that is used again, so that
 * nothing is copied or allocated on the way. Where nothing comes for a moment, inside TLS, and where there is no C library
 * to ask, the connection reads in the ordinary way; its time limits hold, and it tells what went wrong.
 */
import {
  type BulkConnection,
  type Frame,
  FrameWindow,
  LENT_BYTES_MIN,
  type LentReading,
  type ReceiveOptions,
  WINDOW_BYTES_MIN,
} from '../../../protocol/index.ts';
import { findNative, type Native, NativeMissingError, SystemFault } from '../native/index.ts';
import type { SharedMemory } from '../streams/index.ts';

/** So much is read at once: it shall still be in the processor's cache when it is handled. */
const READ_BYTES = 256 * 1024;
/** One part is filled while others still look at those before it. Each has room for the longest frame and a reading. */
const PART_BYTES = WINDOW_BYTES_MIN + READ_BYTES;
/**
 * So many that a thread that hashes, and has lost its processor for a turn, is not waited for: ten milliseconds of its work.
 * Where nobody looks, or whoever does keeps up, only the first is ever touched.
 */
const PARTS = 5;
/** Inside TLS it is Node that fills it. */
export const FRAME_MEMORY_BYTES = Math.max(PARTS * PART_BYTES, LENT_BYTES_MIN);
/** Longer than between two writes of a Storage that is busy, shorter than anybody waits for this thread. */
const PATIENCE_MS = 20;

export class BulkFrames {
  readonly #connection: BulkConnection;
  readonly #memory: SharedMemory;
  readonly #native: Native | undefined;
  readonly #window: FrameWindow;
  readonly #address: number;
  /** Of each part: what was handed out of it. */
  readonly #tickets: number[];
  #part = 0;
  #lent: LentReading | undefined;

  /** `memory`: FRAME_MEMORY_BYTES of it. */
  constructor(connection: BulkConnection, memory = ownMemory()) {
    if (memory.bytes.length < FRAME_MEMORY_BYTES) throw new RangeError('The longest frame does not fit');
    const native = findNative();
    this.#connection = connection;
    // Inside TLS Node has to read, but need not make new memory for each record.
    if (connection.encryption !== 'none') connection.receiveInBulk(memory);
    this.#memory = memory;
    this.#native = native instanceof NativeMissingError ? undefined : native;
    this.#window = new FrameWindow(memory.bytes);
    this.#address = this.#native?.addressOf(memory.bytes) ?? 0;
    this.#tickets = Array<number>(PARTS).fill(memory.ticket());
  }

  /** At least one frame; none when the peer has closed. Their bytes are good until the next call. Rejects as `receive`. */
  next(options: ReceiveOptions): readonly Frame[] | Promise<readonly Frame[]> {
    const native = this.#native;
    if (native !== undefined && this.#borrow()) {
      const frames = this.#read(native);
      if (frames !== undefined) return frames;
    }
    this.giveBack();
    return this.#connection.receiveAvailable(options);
  }

  /** From here on the connection reads again. Harmless where it does already. */
  giveBack(): void {
    const lent = this.#lent;
    this.#lent = undefined;
    lent?.giveBack(Buffer.from(this.#window.rest));
    this.#window.start = this.#window.end;
  }

  #borrow(): boolean {
    if (this.#lent !== undefined) return true;
    const lent = this.#connection.lendReading();
    if (lent === undefined) return false;
    if (lent.early.length > PART_BYTES - READ_BYTES) {
      lent.giveBack(lent.early);
      return false;
    }
    this.#lent = lent;
    this.#window.start = this.#nextPart();
    this.#window.end = this.#window.start + lent.early.copy(this.#memory.bytes, this.#window.start);
    return true;
  }

  /** Undefined: nothing comes just now, or never again. */
  #read(native: Native): readonly Frame[] | undefined {
    for (;;) {
      const frames = this.#window.all();
      if (frames.length > 0) return frames;
      this.#makeRoom();
      if (!this.#fill(native)) return undefined;
    }
  }

  #fill(native: Native): boolean {
    const { end } = this.#window;
    const room = Math.min(READ_BYTES, (this.#part + 1) * PART_BYTES - end);
    for (let waited = false; ; waited = true) {
      const socket = this.#lent?.descriptor ?? -1;
      if (socket < 0) return false;
      const got = native.receive(socket, this.#address + end, room);
      if (got instanceof SystemFault || got === 0) return false;
      if (got !== undefined) {
        this.#window.end += got;
        return true;
      }
      if (waited || !native.untilReadable(socket, PATIENCE_MS)) return false;
    }
  }

  /** What no frame was made of moves on where the part is full, or where it may be filled anew. */
  #makeRoom(): void {
    const { start, end } = this.#window;
    const from = this.#part * PART_BYTES;
    const full = end + READ_BYTES > from + PART_BYTES;
    if (full || (start - from >= READ_BYTES && this.#memory.passed(this.#memory.ticket()))) {
      this.#window.moveTo(this.#nextPart());
    }
  }

  /** Where to fill next: the same part again where nobody looks at it, or the one that was handed out the longest ago. */
  #nextPart(): number {
    const ticket = this.#memory.ticket();
    if (!this.#memory.passed(ticket)) {
      this.#tickets[this.#part] = ticket;
      this.#part = (this.#part + 1) % PARTS;
      this.#memory.wait(this.#tickets[this.#part] as number);
    }
    return this.#part * PART_BYTES;
  }
}

const ownMemory = (): SharedMemory => ({
  bytes: Buffer.allocUnsafeSlow(FRAME_MEMORY_BYTES),
  ticket: () => 0,
  passed: () => true,
  wait: () => {},
});
