/** Signature and digest of a file, behind everything else about it (specification 04 §3.1, §6.3). */
import { SIGNAL, STREAM } from '../../../../protocol/index.ts';
import { encodeSignature, type Pki } from '../../crypto/index.ts';
import type { FileDigest } from '../file-encoder.ts';
import type { DeferredRecord } from '../output/deferred-record.ts';
import type { FramedWriter } from '../output/framed-writer.ts';
import type { Encoding } from './encode-files.ts';

export async function sendSeal(
  writer: FramedWriter,
  { signs, own, digest: name }: Pki,
  { digests, digest }: Encoding,
  fileIndex: number,
): Promise<void> {
  if (signs && own !== undefined && digests !== undefined) {
    const value = (digests.values ?? (await digests.known())).get(name);
    if (value !== undefined) {
      writer.header(fileIndex, STREAM.signedDigest, 0);
      writer.packet(encodeSignature(own, name, value));
      writer.signal(SIGNAL.EOD);
    }
  }
  if (digest !== undefined) sendDigest(writer, digest, fileIndex);
}

/** Where another thread still computes it, its place is kept and the next file goes on behind it. */
function sendDigest(writer: FramedWriter, digest: FileDigest, fileIndex: number): void {
  writer.header(fileIndex, digest.stream, 0);
  if (digest.bytes !== undefined) writer.packet(digest.bytes);
  else writer.defer(deferred(digest), false);
  writer.signal(SIGNAL.EOD);
}

const deferred = (digest: FileDigest): DeferredRecord => ({
  get ready() {
    return digest.bytes !== undefined;
  },
  whenReady: async () => {
    await digest.known();
  },
  take() {
    const { bytes } = digest;
    if (bytes === undefined) return Buffer.alloc(0);
    const frame = Buffer.allocUnsafe(4 + bytes.length);
    frame.writeInt32BE(bytes.length, 0);
    bytes.copy(frame, 4);
    return frame;
  },
  release: () => {},
});
