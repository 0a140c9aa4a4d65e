/** The way of one file's records from where they are read to where they are sent. */
import type { LaneDigests } from '../lanes/hash-lane.ts';

/** Where the next piece of the file is to be read. */
export interface ReadPlace {
  readonly bytes: Buffer;
  readonly at: number;
}

export interface RecordPath {
  place(): ReadPlace | Promise<ReadPlace>;
  /** The last place holds so many bytes of the file, from `address` on. A place may be left unused. */
  commit(bytes: number, address: number): void;
  /** No more records. */
  end(): LaneDigests;
}

export const ADDRESS_BYTES = 8;
export const LENGTH_BYTES = 4;

/** Big-endian; a file is never longer than a number counts exactly. */
export function writeAddress(target: Buffer, at: number, address: number): void {
  target.writeUInt32BE(Math.floor(address / 0x1_0000_0000), at);
  target.writeUInt32BE(address % 0x1_0000_0000, at + 4);
}
