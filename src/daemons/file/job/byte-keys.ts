/**
 * Distinct byte strings and the address of each: an open hash table over an arena, a few bytes for each key beside its
 * own. What a key's owner wants to remember follows the key in the arena.
 */
import { ByteArena } from './byte-arena.ts';

const FIRST_SLOTS = 1024;
const EMPTY = 0;
/** number (uint32, of the caller's choice), length (uint16). */
const HEADER_BYTES = 6;
export const KEY_BYTES_MAX = 0xffff;

export class ByteKeys {
  readonly #arena = new ByteArena();
  #slots = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Memory taken, in bytes. */
  get bytes(): number {
    return this.#arena.bytes + this.#slots.byteLength;
  }

  /** Makes room for so many keys at once; a guess is enough. */
  expect(keys: number): void {
    let slots = this.#slots.length;
    while (slots < keys * 1.5) slots *= 2;
    if (slots > this.#slots.length) this.#resize(slots);
  }

  /** The address of a key that is the bytes together with a number; 0: it is not there. */
  find(number: number, bytes: Buffer, from: number, to: number): number {
    return this.#slots[this.#slotOf(number, bytes, from, to)] as number;
  }

  /** A new key with so much room behind it; one that is there already is forgotten. Keys are 65535 bytes at most. */
  put(number: number, bytes: Buffer, from: number, to: number, roomBytes: number): number {
    const slot = this.#slotOf(number, bytes, from, to);
    const length = to - from;
    const address = this.#arena.take(HEADER_BYTES + length + roomBytes);
    const [chunk, offset] = [this.#arena.chunkOf(address), this.#arena.offsetOf(address)];
    chunk.writeUInt32LE(number, offset);
    chunk.writeUInt16LE(length, offset + 4);
    bytes.copy(chunk, offset + HEADER_BYTES, from, to);
    if (this.#slots[slot] === EMPTY) this.#count++;
    this.#slots[slot] = address;
    if (this.#count * 4 > this.#slots.length * 3) this.#resize(this.#slots.length * 2);
    return address;
  }

  chunkOf(address: number): Buffer {
    return this.#arena.chunkOf(address);
  }

  /** Where the room behind the key begins. */
  roomOf(address: number): number {
    const offset = this.#arena.offsetOf(address);
    return offset + HEADER_BYTES + this.chunkOf(address).readUInt16LE(offset + 4);
  }

  numberOf(address: number): number {
    return this.chunkOf(address).readUInt32LE(this.#arena.offsetOf(address));
  }

  /** Points into the arena. */
  keyOf(address: number): Buffer {
    const [chunk, offset] = [this.chunkOf(address), this.#arena.offsetOf(address)];
    return chunk.subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + chunk.readUInt16LE(offset + 4));
  }

  /** All addresses, in no order. */
  *addresses(): Generator<number> {
    for (const address of this.#slots) if (address !== EMPTY) yield address;
  }

  #slotOf(number: number, bytes: Buffer, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(number, bytes, from, to) & mask;
    for (;;) {
      const address = this.#slots[slot] as number;
      if (address === EMPTY || this.#equals(address, number, bytes, from, to)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equals(address: number, number: number, bytes: Buffer, from: number, to: number): boolean {
    const [chunk, offset] = [this.chunkOf(address), this.#arena.offsetOf(address)];
    const length = chunk.readUInt16LE(offset + 4);
    if (length !== to - from || chunk.readUInt32LE(offset) !== number) return false;
    const start = offset + HEADER_BYTES;
    return bytes.compare(chunk, start, start + length, from, to) === 0;
  }

  #resize(slots: number): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(slots);
    for (const address of old) {
      if (address === EMPTY) continue;
      const key = this.keyOf(address);
      this.#slots[this.#slotOf(this.numberOf(address), key, 0, key.length)] = address;
    }
  }
}

/** FNV-1a. */
function hash(number: number, bytes: Buffer, from: number, to: number): number {
  let value = Math.imul(0x811c9dc5 ^ number, 0x01000193);
  for (let at = from; at < to; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
