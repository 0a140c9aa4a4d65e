/**
 * Packets on their way to the thread of a Job, in memory that both threads see and that is used again and again: a list of
 * a million files would leave hundreds of megabytes behind for the collector otherwise, several times over.
 */
const PARCEL_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;

export class Parcels {
  #memory = memoryFor(PARCEL_BYTES);

  /** Each packet with its int32 length before it, as many as there is room for. A parcel holds until the next is asked for. */
  *pack(packets: readonly Buffer[]): Generator<Uint8Array> {
    let filled = 0;
    for (const packet of packets) {
      const bytes = LENGTH_BYTES + packet.length;
      if (filled > 0 && filled + bytes > this.#memory.length) {
        yield this.#memory.subarray(0, filled);
        filled = 0;
      }
      if (bytes > this.#memory.length) this.#memory = memoryFor(bytes);
      filled = this.#memory.writeInt32BE(packet.length, filled);
      filled += packet.copy(this.#memory, filled);
    }
    if (filled > 0) yield this.#memory.subarray(0, filled);
  }
}

const memoryFor = (bytes: number): Buffer => Buffer.from(new SharedArrayBuffer(bytes));
