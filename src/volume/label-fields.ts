/**
 * The fields of labels in their order (05 §4): NUL-ended text, numbers in big-endian. A label that ends early is read
 * as far as it goes, the rest as empty text and zero, as old writers knew fewer fields.
 */
import { type ByteString, byteStringToBytes } from '../core/index.ts';
import { LabelTextError } from './errors.ts';

const NAME_BYTES_MAX = 127;
const LABEL_BYTES_MAX = 2048;

export class LabelReader {
  readonly #data: Buffer;
  #offset = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  text(): ByteString {
    const nul = this.#data.indexOf(0, this.#offset);
    const end = nul < 0 ? this.#data.length : nul;
    const text = this.#data.toString('latin1', this.#offset, end);
    this.#offset = Math.min(end + 1, this.#data.length);
    return text;
  }

  u32(): number {
    return this.#take(4) ? this.#data.readUInt32BE(this.#offset - 4) : 0;
  }

  u64(): number {
    return this.#take(8) ? Number(this.#data.readBigUInt64BE(this.#offset - 8)) : 0;
  }

  f64(): number {
    return this.#take(8) ? this.#data.readDoubleBE(this.#offset - 8) : 0;
  }

  /** Microseconds since 1970. */
  btime(): number {
    return this.#take(8) ? Number(this.#data.readBigInt64BE(this.#offset - 8)) : 0;
  }

  /** Length and bytes. */
  bytes(): Buffer {
    const length = this.u32();
    return this.#take(length) ? this.#data.subarray(this.#offset - length, this.#offset) : Buffer.alloc(0);
  }

  #take(bytes: number): boolean {
    const fits = this.#offset + bytes <= this.#data.length;
    this.#offset = fits ? this.#offset + bytes : this.#data.length;
    return fits;
  }
}

export class LabelWriter {
  readonly #data = Buffer.alloc(LABEL_BYTES_MAX);
  #offset = 0;

  /** Throws LabelTextError: genuine readers have room for 127 bytes. */
  text(field: string, value: ByteString): this {
    if (value.length > NAME_BYTES_MAX || value.includes('\0')) throw new LabelTextError(field, value);
    const bytes = byteStringToBytes(value);
    this.#offset += bytes.copy(this.#data, this.#offset) + 1;
    return this;
  }

  u32(value: number): this {
    this.#offset = this.#data.writeUInt32BE(value, this.#offset);
    return this;
  }

  u64(value: number): this {
    this.#offset = this.#data.writeBigUInt64BE(BigInt(value), this.#offset);
    return this;
  }

  f64(value: number): this {
    this.#offset = this.#data.writeDoubleBE(value, this.#offset);
    return this;
  }

  btime(us: number): this {
    this.#offset = this.#data.writeBigInt64BE(BigInt(us), this.#offset);
    return this;
  }

  finish(): Buffer {
    return Buffer.from(this.#data.subarray(0, this.#offset));
  }
}
