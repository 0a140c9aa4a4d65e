/**
 * Inodes to places where more is known of them: 16 bytes each, in four arrays of numbers. Millions of them are nothing
 * that a garbage collector ever looks at.
 */

/** An inode: both halves of its number, and its device folded into the upper one. */
export interface InodeKey {
  readonly low: number;
  readonly high: number;
}

const SLOTS_AT_FIRST = 1024;
const FULL = 0.7;

export class InodeTable {
  #lows = new Uint32Array(SLOTS_AT_FIRST);
  #highs = new Uint32Array(SLOTS_AT_FIRST);
  /** 0: the slot is empty. */
  #places = new Uint32Array(SLOTS_AT_FIRST);
  #counts = new Uint32Array(SLOTS_AT_FIRST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot of an inode for which `isIt` says yes to the place; -1: there is none. Slots change with `set` and `delete`. */
  find(key: InodeKey, isIt: (place: number) => boolean): number {
    const mask = this.#places.length - 1;
    for (let slot = homeOf(key.low, key.high, mask); this.#places[slot] !== 0; slot = (slot + 1) & mask) {
      const same = this.#lows[slot] === key.low && this.#highs[slot] === key.high;
      if (same && isIt(this.#places[slot] as number)) return slot;
    }
    return -1;
  }

  placeOf(slot: number): number {
    return this.#places[slot] as number;
  }

  /** One less; the rest. */
  countDown(slot: number): number {
    const rest = (this.#counts[slot] as number) - 1;
    this.#counts[slot] = rest;
    return rest;
  }

  /** `place` above 0; `count` is what countDown begins with. */
  set({ low, high }: InodeKey, place: number, count: number): void {
    if (this.#size >= this.#places.length * FULL) this.#grow();
    this.#put(low, high, place, count);
    this.#size++;
  }

  delete(slot: number): void {
    const mask = this.#places.length - 1;
    let hole = slot;
    // Whoever was pushed past the hole moves up, so that nobody is looked for in vain.
    for (let next = (hole + 1) & mask; this.#places[next] !== 0; next = (next + 1) & mask) {
      const home = homeOf(this.#lows[next] as number, this.#highs[next] as number, mask);
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      this.#move(next, hole);
      hole = next;
    }
    this.#places[hole] = 0;
    this.#size--;
  }

  #put(low: number, high: number, place: number, count: number): void {
    const mask = this.#places.length - 1;
    let slot = homeOf(low, high, mask);
    while (this.#places[slot] !== 0) slot = (slot + 1) & mask;
    this.#lows[slot] = low;
    this.#highs[slot] = high;
    this.#places[slot] = place;
    this.#counts[slot] = count;
  }

  #move(from: number, to: number): void {
    for (const column of [this.#lows, this.#highs, this.#places, this.#counts]) column[to] = column[from] as number;
  }

  #grow(): void {
    const [lows, highs, places, counts] = [this.#lows, this.#highs, this.#places, this.#counts];
    const slots = places.length * 2;
    this.#lows = new Uint32Array(slots);
    this.#highs = new Uint32Array(slots);
    this.#places = new Uint32Array(slots);
    this.#counts = new Uint32Array(slots);
    for (let slot = 0; slot < places.length; slot++) {
      if (places[slot] === 0) continue;
      this.#put(lows[slot] as number, highs[slot] as number, places[slot] as number, counts[slot] as number);
    }
  }
}

/** Neighbouring inodes to slots far from one another: those of a directory come in runs. */
const homeOf = (low: number, high: number, mask: number): number => {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) & mask;
};
