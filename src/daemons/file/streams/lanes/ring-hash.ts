/**
 * Digests of data that lies in other people's memory, computed in a thread of its own. What lies in `shared` is hashed where
 * it is; anything else is copied into a ring. Where the thread falls behind the caller stands still, but only for a small
 * part of its time: then the file's digests are given up, and what waits for them hears that nobody knows them. For threads
 * that write files, not for those that hold conversations.
 */
import type { DigestName } from '../digest/digest-name.ts';
import { type FileHash, openFileHash } from '../encode/file-hash.ts';
import { type HashLane, openHashLane } from './hash-lane.ts';
import { Patience } from './patience.ts';

const RING_BYTES = 8 * 1024 * 1024;
const PIECE_BYTES_MAX = 1024 * 1024;
/** Below this, a digest costs less than the way to the other thread. */
const FILE_BYTES_MIN = 256 * 1024;
/** A thread is started when so much was hashed without one. */
const STARTED_BYTES = 8 * 1024 * 1024;

/** Memory whose bytes are hashed where they lie: others look at it when whoever filled it is done with it. */
export interface SharedMemory {
  readonly bytes: Buffer;
  /** Stands for all that was handed on so far. */
  ticket(): number;
  /** Nobody looks at that any more. */
  passed(ticket: number): boolean;
  /** Stands still until that is so. @throws DataThreadError */
  wait(ticket: number): void;
}

interface Piece {
  readonly bytes: number;
  readonly ticket: number;
}

export interface RingHashOptions {
  /** False: all is hashed in the calling thread. */
  readonly threaded: boolean;
  /** Of the memory that is shared with the caller; 0: none. */
  readonly sharedBytes?: number;
  readonly patience?: Patience;
  /** Digests are never given up, however long the thread takes: signatures hang on them. */
  readonly mustKnow?: boolean;
}

export class RingHash implements SharedMemory, AsyncDisposable {
  readonly bytes: Buffer;
  readonly #memory: SharedArrayBuffer;
  readonly #ring: Buffer;
  readonly #threaded: boolean;
  readonly #patience: Patience;
  readonly #mustKnow: boolean;
  #hashedBytes = 0;
  #lane: HashLane | undefined;
  #busy = false;
  #next = 0;
  #freeBytes = RING_BYTES;
  #lastTicket = 0;
  /** The file that the thread has, or had last. */
  #file = { givenUp: true };
  /** Of pieces up to this one somebody wants to know the digest, whatever becomes of that file. */
  #wantedUntil = 0;
  readonly #pieces: Piece[] = [];

  constructor({ threaded, sharedBytes = 0, patience = new Patience(), mustKnow = false }: RingHashOptions) {
    this.#threaded = threaded;
    this.#patience = patience;
    this.#mustKnow = mustKnow;
    this.#memory = new SharedArrayBuffer(RING_BYTES + sharedBytes);
    this.#ring = Buffer.from(this.#memory, 0, RING_BYTES);
    this.bytes = Buffer.from(this.#memory, RING_BYTES, sharedBytes);
  }

  /** Digests of one file, of about so many bytes. The thread has one file at a time; others are hashed here meanwhile. */
  open(names: readonly DigestName[], sizeBytes: number): FileHash {
    const small = names.length === 0 || sizeBytes < FILE_BYTES_MIN;
    if (small || !this.#threaded || this.#busy) return openFileHash(names);
    this.#hashedBytes += sizeBytes;
    if (this.#hashedBytes < STARTED_BYTES) return openFileHash(names);
    this.#lane ??= openHashLane(this.#memory);
    return this.#laneHash(this.#lane, names);
  }

  ticket(): number {
    return this.#lastTicket;
  }

  passed(ticket: number): boolean {
    return this.#lane?.passed(ticket) ?? true;
  }

  /** Not for longer than there is patience, where only the digests of this file are lost by it. */
  wait(ticket: number): void {
    const lane = this.#lane;
    if (lane === undefined || lane.passed(ticket)) return;
    const file = this.#file;
    const mayGiveUp = !this.#mustKnow && lane.passed(this.#wantedUntil);
    if (mayGiveUp && file.givenUp) return;
    const timeoutMs = mayGiveUp ? Math.max(0, this.#patience.leftMs) : undefined;
    this.#patience.during(() => {
      if (!lane.wait(ticket, timeoutMs)) file.givenUp = true;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane?.[Symbol.asyncDispose]();
  }

  #laneHash(lane: HashLane, names: readonly DigestName[]): FileHash {
    this.#waitForCommands(lane);
    this.#busy = true;
    void lane.begin(names);
    const file = { givenUp: false };
    this.#file = file;
    return {
      update: (bytes) => {
        file.givenUp ||= !this.#mustKnow && this.#patience.exhausted;
        for (let at = 0; at < bytes.length && !file.givenUp; at += PIECE_BYTES_MAX) {
          this.#pass(lane, bytes.subarray(at, at + PIECE_BYTES_MAX));
        }
      },
      end: () => {
        this.#busy = false;
        const digests = lane.end();
        if (file.givenUp) return NOBODY_KNOWS;
        this.#wantedUntil = this.#lastTicket;
        return digests;
      },
    };
  }

  #pass(lane: HashLane, piece: Buffer): void {
    this.#waitForCommands(lane);
    if (piece.buffer === this.#memory) this.#lastTicket = lane.update(piece.byteOffset, piece.length);
    else this.#copy(lane, piece);
  }

  #copy(lane: HashLane, piece: Buffer): void {
    // A piece is not cut in two at the end of the ring: what is left there is passed over.
    const fits = this.#next + piece.length <= RING_BYTES;
    const over = fits ? 0 : RING_BYTES - this.#next;
    this.#makeRoom(lane, over + piece.length);
    const at = fits ? this.#next : 0;
    piece.copy(this.#ring, at);
    this.#next = at + piece.length;
    this.#freeBytes -= over + piece.length;
    this.#pieces.push({ bytes: over + piece.length, ticket: lane.update(at, piece.length) });
  }

  #makeRoom(lane: HashLane, bytes: number): void {
    for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
      const { ticket } = first;
      if (!lane.passed(ticket)) {
        if (this.#freeBytes >= bytes) return;
        this.#patience.during(() => lane.wait(ticket));
      }
      this.#freeBytes += first.bytes;
      this.#pieces.shift();
    }
  }

  /** Room in the ring of commands. */
  #waitForCommands(lane: HashLane): void {
    const before = lane.fullUntil();
    if (before !== undefined) this.#patience.during(() => lane.wait(before));
  }
}

const NONE = new Map<DigestName, Buffer>();
const NOBODY_KNOWS = { values: NONE, known: () => Promise.resolve(NONE) };
