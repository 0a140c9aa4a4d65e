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
/** One half is filled while others still look at the other one. Each has room for the longest frame and a reading. */
const HALF_BYTES = WINDOW_BYTES_MIN + READ_BYTES;
/** Inside TLS it is Node that fills them. */
export const FRAME_MEMORY_BYTES = Math.max(2 * HALF_BYTES, LENT_BYTES_MIN);
/** Longer than between two writes of a Storage that is busy, shorter than anybody waits for this thread. */
const PATIENCE_MS = 20;

export class BulkFrames {
  readonly #connection: BulkConnection;
  readonly #memory: SharedMemory;
  readonly #native: Native | undefined;
  readonly #window: FrameWindow;
  readonly #address: number;
  /** Of each half: what was handed out of it. */
  readonly #tickets: [number, number];
  #half: 0 | 1 = 0;
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
    this.#tickets = [memory.ticket(), memory.ticket()];
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
    if (lent.early.length > HALF_BYTES - READ_BYTES) {
      lent.giveBack(lent.early);
      return false;
    }
    this.#lent = lent;
    this.#memory.wait(this.#memory.ticket());
    this.#half = 0;
    this.#window.start = 0;
    this.#window.end = lent.early.copy(this.#memory.bytes);
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
    const room = Math.min(READ_BYTES, (this.#half + 1) * HALF_BYTES - end);
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

  /** Back to the beginning of the same half where nobody looks at it; to the other half where this one is full. */
  #makeRoom(): void {
    const { start, end } = this.#window;
    const from = this.#half * HALF_BYTES;
    const ticket = this.#memory.ticket();
    if (start - from >= READ_BYTES && this.#memory.passed(ticket)) this.#window.moveTo(from);
    else if (end + READ_BYTES > from + HALF_BYTES) {
      this.#tickets[this.#half] = ticket;
      this.#half = this.#half === 0 ? 1 : 0;
      this.#memory.wait(this.#tickets[this.#half]);
      this.#window.moveTo(this.#half * HALF_BYTES);
    }
  }
}

const ownMemory = (): SharedMemory => ({
  bytes: Buffer.allocUnsafeSlow(FRAME_MEMORY_BYTES),
  ticket: () => 0,
  passed: () => true,
  wait: () => {},
});
