/** Records that are compressed in several threads; what is encrypted on top of that, is so in the order in which it leaves. */
import type { Codec } from '../compress/codec.ts';
import type { CompressLanes } from '../lanes/compress-lanes.ts';
import type { DeferredRecord } from '../output/deferred-record.ts';
import type { FramedWriter } from '../output/framed-writer.ts';
import { type CipherStream, ENCRYPTED_BYTES_MIN } from './cipher-stream.ts';
import type { FileHash } from './file-hash.ts';
import { ADDRESS_BYTES, LENGTH_BYTES, type ReadPlace, type RecordPath, writeAddress } from './record-path.ts';

export interface LanedPathOptions {
  readonly writer: FramedWriter;
  readonly lanes: CompressLanes;
  readonly hash: FileHash;
  readonly addressed: boolean;
  readonly codec: Codec;
  readonly cipher: CipherStream | undefined;
}

export function lanedPath({ writer, lanes, hash, addressed, codec, cipher }: LanedPathOptions): RecordPath {
  const prefix = addressed ? ADDRESS_BYTES : 0;
  let slot = 0;
  const use = (free: number): ReadPlace => {
    slot = free;
    return { bytes: lanes.input(slot), at: 0 };
  };
  const wait = async (room: Promise<void> | undefined, free: number | Promise<number>): Promise<ReadPlace> => {
    await room;
    return use(await free);
  };
  return {
    place() {
      const room = writer.ready();
      const free = lanes.slot();
      return room === undefined && typeof free === 'number' ? use(free) : wait(room, free);
    },
    commit(bytes, address) {
      hash.update(lanes.input(slot).subarray(0, bytes));
      if (addressed) writeAddress(lanes.output(slot), LENGTH_BYTES, address);
      const bytesMin = cipher === undefined ? 0 : ENCRYPTED_BYTES_MIN;
      const record = lanes.submit(slot, codec, { inputBytes: bytes, prefixBytes: prefix, bytesMin });
      writer.defer(cipher === undefined ? record : new EncryptedRecord(record, cipher));
    },
    end() {
      if (cipher !== undefined) writer.defer(padding(cipher));
      return hash.end();
    },
  };
}

class EncryptedRecord implements DeferredRecord {
  readonly #record: DeferredRecord;
  readonly #cipher: CipherStream;

  constructor(record: DeferredRecord, cipher: CipherStream) {
    this.#record = record;
    this.#cipher = cipher;
  }

  get ready(): boolean {
    return this.#record.ready;
  }

  whenReady(): Promise<void> {
    return this.#record.whenReady();
  }

  take(): Buffer {
    return framed(this.#cipher.update(this.#record.take()));
  }

  release(): void {
    this.#record.release();
  }
}

const padding = (cipher: CipherStream): DeferredRecord => ({
  ready: true,
  whenReady: () => Promise.resolve(),
  take: () => framed(cipher.final()),
  release: () => {},
});

/** Nothing, where there is nothing. */
function framed(packet: Buffer): Buffer {
  if (packet.length === 0) return packet;
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + packet.length);
  frame.writeInt32BE(packet.length, 0);
  packet.copy(frame, LENGTH_BYTES);
  return frame;
}
