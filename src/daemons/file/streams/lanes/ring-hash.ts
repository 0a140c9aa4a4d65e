/**
 * Digests of data that lies in other people's memory, computed in a thread of its own: it is copied into a ring, and where
 * the ring is full the calling thread stands still. For threads that write files, not for those that hold conversations.
 */
import type { DigestName } from '../digest/digest-kind.ts';
import { type FileHash, openFileHash } from '../encode/file-hash.ts';
import { type HashLane, openHashLane } from './hash-lane.ts';

const RING_BYTES = 8 * 1024 * 1024;
const PIECE_BYTES_MAX = 1024 * 1024;
/** Below this, a digest costs less than the way to the other thread. */
const FILE_BYTES_MIN = 256 * 1024;
/** A thread is started when so much was hashed without one. */
const STARTED_BYTES = 8 * 1024 * 1024;

interface Piece {
  readonly bytes: number;
  readonly ticket: number;
}

export class RingHash implements AsyncDisposable {
  readonly #threaded: boolean;
  #hashedBytes = 0;
  #lane: HashLane | undefined;
  #ring: Buffer = Buffer.alloc(0);
  #busy = false;
  #next = 0;
  #freeBytes = RING_BYTES;
  readonly #pieces: Piece[] = [];

  /** `threaded` false: all is hashed in the calling thread. */
  constructor(threaded: boolean) {
    this.#threaded = threaded;
  }

  /** Digests of one file, of about so many bytes. The thread has one file at a time; others are hashed here meanwhile. */
  open(names: readonly DigestName[], sizeBytes: number): FileHash {
    const small = names.length === 0 || sizeBytes < FILE_BYTES_MIN;
    if (small || !this.#threaded || this.#busy) return openFileHash(names);
    this.#hashedBytes += sizeBytes;
    if (this.#hashedBytes < STARTED_BYTES) return openFileHash(names);
    const lane = this.#start();
    this.#waitForCommands(lane);
    this.#busy = true;
    void lane.begin(names);
    return {
      update: (bytes) => {
        for (let at = 0; at < bytes.length; at += PIECE_BYTES_MAX) {
          this.#pass(lane, bytes.subarray(at, at + PIECE_BYTES_MAX));
        }
      },
      end: () => {
        this.#busy = false;
        return lane.end();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane?.[Symbol.asyncDispose]();
  }

  #start(): HashLane {
    if (this.#lane !== undefined) return this.#lane;
    const memory = new SharedArrayBuffer(RING_BYTES);
    this.#ring = Buffer.from(memory);
    this.#lane = openHashLane(memory);
    return this.#lane;
  }

  #pass(lane: HashLane, piece: Buffer): void {
    // A piece is not cut in two at the end of the ring: what is left there is passed over.
    const fits = this.#next + piece.length <= RING_BYTES;
    const over = fits ? 0 : RING_BYTES - this.#next;
    this.#makeRoom(lane, over + piece.length);
    this.#waitForCommands(lane);
    const at = fits ? this.#next : 0;
    piece.copy(this.#ring, at);
    this.#next = at + piece.length;
    this.#freeBytes -= over + piece.length;
    this.#pieces.push({ bytes: over + piece.length, ticket: lane.update(at, piece.length) });
  }

  #makeRoom(lane: HashLane, bytes: number): void {
    for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
      if (!lane.passed(first.ticket)) {
        if (this.#freeBytes >= bytes) return;
        lane.wait(first.ticket);
      }
      this.#freeBytes += first.bytes;
      this.#pieces.shift();
    }
  }

  /** The ring of commands is much longer than that of pieces is likely to be, small files excepted. */
  #waitForCommands(lane: HashLane): void {
    if (lane.full() === undefined) return;
    const first = this.#pieces[0];
    if (first !== undefined) lane.wait(first.ticket);
  }
}
