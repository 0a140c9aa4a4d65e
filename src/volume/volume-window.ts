/**
 * The stretch of a Volume that is in memory: it moves forward in big pieces, the next of which is read while the current
 * one is worked on. Only what its end cuts in two is copied. Never reads beyond its limit unless it is told to.
 */
import type { VolumeSource } from './volume-source.ts';

/** Checked as a whole before its records are taken: what is larger has left the cache of the processor by then. */
const PIECE_BYTES_DEFAULT = 1024 * 1024;
/** Room for what the last piece's end cut off; blocks that are longer get more. */
const MARGIN_BYTES = 128 * 1024;
const PIECE_BYTES_MIN = 4096;

export class VolumeWindow implements AsyncDisposable {
  readonly #source: VolumeSource;
  #pieceBytes: number;
  #marginBytes: number;
  #current: Buffer;
  #spare: Buffer;
  #offset: number;
  #end: number;
  #address = 0;
  /** No byte from here on is read ahead. */
  #limit = 0;
  #ahead: Promise<number> | undefined;

  constructor(source: VolumeSource, pieceBytes = PIECE_BYTES_DEFAULT) {
    this.#source = source;
    this.#pieceBytes = Math.min(pieceBytes, Math.max(source.sizeBytes, PIECE_BYTES_MIN));
    this.#marginBytes = Math.min(MARGIN_BYTES, this.#pieceBytes);
    this.#offset = this.#end = this.#marginBytes;
    this.#current = this.#allocate();
    this.#spare = this.#allocate();
  }

  /** What is in memory; what is before `offset` is done with. Views of it hold until the next `grow` or `seek`. */
  get data(): Buffer {
    return this.#current.subarray(0, this.#end);
  }

  get offset(): number {
    return this.#offset;
  }

  /** Of the byte at `offset`. */
  get address(): number {
    return this.#address;
  }

  get bytesHere(): number {
    return this.#end - this.#offset;
  }

  /** Goes to an address, and reads nothing from `limit` on; what is there already stays. */
  async seek(address: number, limit: number): Promise<void> {
    this.#limit = Math.min(limit, this.#source.sizeBytes);
    const ahead = address - this.#address;
    if (ahead >= 0 && ahead <= this.bytesHere) return this.skip(ahead);
    await this.#settle();
    this.#address = address;
    this.#offset = this.#end = this.#marginBytes;
  }

  skip(bytes: number): void {
    this.#offset += bytes;
    this.#address += bytes;
  }

  /** Until `bytes` are there from the offset on; false: the Volume ends before, and all it has is there. */
  async grow(bytes: number): Promise<boolean> {
    const left = this.#source.sizeBytes - this.#address;
    this.#limit = Math.max(this.#limit, this.#address + Math.min(bytes, left));
    const wanted = Math.min(bytes, left);
    while (this.bytesHere < wanted) if (!(await this.#nextPiece(wanted))) break;
    return this.bytesHere >= bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#settle();
  }

  /** Puts the next piece behind what is there; false where nothing comes. `wanted`: what is to be there in the end. */
  async #nextPiece(wanted: number): Promise<boolean> {
    this.#ahead ??= this.#read();
    const ahead = this.#ahead;
    const bytes = await ahead;
    this.#ahead = undefined;
    const left = this.bytesHere;
    if (left > this.#marginBytes) this.#enlarge(wanted, bytes);
    else this.#swap();
    this.#offset = this.#marginBytes - left;
    this.#end = this.#marginBytes + bytes;
    if (bytes > 0 && this.#position < this.#limit) this.#ahead = this.#read();
    return bytes > 0;
  }

  /** Of the next byte to be read. */
  get #position(): number {
    return this.#address + this.bytesHere;
  }

  #read(): Promise<number> {
    const bytes = Math.min(this.#pieceBytes, this.#limit - this.#position);
    const into = this.#spare.subarray(this.#marginBytes, this.#marginBytes + bytes);
    const reading = this.#source.read(into, this.#position);
    // Whoever asks for the piece gets the error; nobody may ask.
    reading.catch(() => {});
    return reading;
  }

  #swap(): void {
    const [current, spare] = [this.#current, this.#spare];
    current.copy(spare, this.#marginBytes - this.bytesHere, this.#offset, this.#end);
    this.#current = spare;
    this.#spare = current;
  }

  /** For blocks that are longer than the margin: from now on all fits. The piece of `bytes` is in the spare. */
  #enlarge(wanted: number, bytes: number): void {
    const [current, spare, before] = [this.#current, this.#spare, this.#marginBytes];
    this.#marginBytes = 2 ** Math.ceil(Math.log2(wanted));
    this.#pieceBytes = Math.max(this.#pieceBytes, wanted);
    this.#current = this.#allocate();
    this.#spare = this.#allocate();
    current.copy(this.#current, this.#marginBytes - this.bytesHere, this.#offset, this.#end);
    spare.copy(this.#current, this.#marginBytes, before, before + bytes);
  }

  #allocate(): Buffer {
    return Buffer.allocUnsafeSlow(this.#marginBytes + this.#pieceBytes);
  }

  /** Nobody reads into our buffers any more. */
  async #settle(): Promise<void> {
    await this.#ahead?.catch(() => 0);
    this.#ahead = undefined;
  }
}
