/** Records that are sent as they are read: straight into the memory from which they leave. */
import type { FramedWriter, Place } from '../output/framed-writer.ts';
import type { BlockHash } from './file-hash.ts';
import { ADDRESS_BYTES, type ReadPlace, type RecordPath, writeAddress } from './record-path.ts';

export interface DirectPathOptions {
  readonly writer: FramedWriter;
  readonly hash: BlockHash;
  readonly addressed: boolean;
  readonly recordBytes: number;
}

export function directPath({ writer, hash, addressed, recordBytes }: DirectPathOptions): RecordPath {
  const prefix = addressed ? ADDRESS_BYTES : 0;
  let current: Place | undefined;
  const takePlace = (): ReadPlace => {
    current = writer.place(prefix + recordBytes);
    return { bytes: current.block.bytes, at: current.at + prefix };
  };
  const waitForPlace = async (...waiting: (Promise<void> | undefined)[]): Promise<ReadPlace> => {
    for (const one of waiting) await one;
    return takePlace();
  };
  return {
    place() {
      const room = writer.ready(prefix + recordBytes);
      const full = hash.full();
      return room === undefined && full === undefined ? takePlace() : waitForPlace(room, full);
    },
    commit(bytes, address) {
      const { block, at } = current as Place;
      if (addressed) writeAddress(block.bytes, at, address);
      hash.update(block, at + prefix, bytes);
      writer.commit(prefix + bytes);
    },
    end: () => hash.end(),
  };
}
