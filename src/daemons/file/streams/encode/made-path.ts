/**
 * Records that are compressed, encrypted or both in this thread, one after the other: for small files, and where nothing
 * is compressed. A file of one record costs less here than the way to another thread.
 */
import type { Codec } from '../compress/codec.ts';
import { compressedBytesMax } from '../compress/codec.ts';
import { compress } from '../compress/compress.ts';
import type { FramedWriter } from '../output/framed-writer.ts';
import { type CipherStream, ENCRYPTED_BYTES_MIN } from './cipher-stream.ts';
import type { FileHash } from './file-hash.ts';
import { ADDRESS_BYTES, LENGTH_BYTES, type RecordPath, writeAddress } from './record-path.ts';

/** What is read, and what becomes of it before it is encrypted. Used by one file at a time. */
export interface Scratch {
  readonly input: Buffer;
  readonly output: Buffer;
}

export const allocateScratch = (recordBytes: number): Scratch => ({
  input: Buffer.allocUnsafeSlow(LENGTH_BYTES + recordBytes),
  output: Buffer.allocUnsafeSlow(LENGTH_BYTES + compressedBytesMax(recordBytes)),
});

export interface MadePathOptions {
  readonly writer: FramedWriter;
  readonly scratch: Scratch;
  readonly hash: FileHash;
  readonly addressed: boolean;
  readonly codec: Codec | undefined;
  readonly cipher: CipherStream | undefined;
}

export function madePath({ writer, scratch, hash, addressed, codec, cipher }: MadePathOptions): RecordPath {
  const { input, output } = scratch;
  const place = { bytes: input, at: LENGTH_BYTES };
  const prefix = addressed ? ADDRESS_BYTES : 0;
  const madeBytesMax = prefix + compressedBytesMax(input.length);

  const send = (packet: Buffer): void => {
    if (packet.length > 0) writer.packet(packet, true);
  };
  const compressInPlace = (codec: Codec, bytes: number, address: number): void => {
    const { block, at } = writer.place(madeBytesMax);
    if (addressed) writeAddress(block.bytes, at, address);
    const end = compress(codec, input.subarray(LENGTH_BYTES, LENGTH_BYTES + bytes), block.bytes, at + prefix);
    writer.commit(end - at);
  };
  const encrypt = (cipher: CipherStream, bytes: number): void => {
    let block = input;
    let end = LENGTH_BYTES + bytes;
    if (codec !== undefined) {
      end = compress(codec, input.subarray(LENGTH_BYTES, end), output, LENGTH_BYTES, ENCRYPTED_BYTES_MIN);
      block = output;
    }
    block.writeUInt32BE(end - LENGTH_BYTES, 0);
    send(cipher.update(block.subarray(0, end)));
  };
  return {
    place() {
      const room = writer.ready(madeBytesMax);
      return room === undefined ? place : room.then(() => place);
    },
    commit(bytes, address) {
      hash.update(input.subarray(LENGTH_BYTES, LENGTH_BYTES + bytes));
      if (cipher !== undefined) encrypt(cipher, bytes);
      else if (codec !== undefined) compressInPlace(codec, bytes, address);
    },
    end() {
      if (cipher !== undefined) send(cipher.final());
      return hash.end();
    },
  };
}
