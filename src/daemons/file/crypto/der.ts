/**
 * As much of DER as encrypted backups need (specification 04 §6): sequences, sets, numbers, octets, object identifiers.
 * What is read comes from a Volume: every length is checked against what is there.
 */
import { BadCryptoRecordError } from './errors.ts';

export const TAG = { integer: 0x02, octets: 0x04, nothing: 0x05, oid: 0x06, sequence: 0x30, set: 0x31 } as const;

export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export const derZero = (): Buffer => der(TAG.integer, Buffer.from([0]));

/** Encoded members in the order that DER wants. */
export const derSet = (members: readonly Buffer[]): Buffer => der(TAG.set, ...members.toSorted(Buffer.compare));

function lengthOf(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(bytes);
  const first = digits.findIndex((digit) => digit !== 0);
  return Buffer.concat([Buffer.from([0x80 | (4 - first)]), digits.subarray(first)]);
}

/** Reads one value after the other. */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The tag of the next value; undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The content of the next value, which must have this tag. @throws BadCryptoRecordError */
  take(tag: number): Buffer {
    if (this.tag !== tag) throw new BadCryptoRecordError(`a value of kind ${tag} is missing`);
    this.#at++;
    const length = this.#length();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new BadCryptoRecordError('it ends within a value');
    const content = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return content;
  }

  into(tag: number): DerReader {
    return new DerReader(this.take(tag));
  }

  skip(): void {
    this.take(this.tag ?? 0);
  }

  #length(): number {
    const first = this.#bytes[this.#at++] ?? 0;
    if (first < 0x80) return first;
    const digits = first & 0x7f;
    if (digits === 0 || digits > 4 || this.#at + digits > this.#bytes.length) {
      throw new BadCryptoRecordError('a length is not sound');
    }
    const length = this.#bytes.readUIntBE(this.#at, digits);
    this.#at += digits;
    return length;
  }
}
