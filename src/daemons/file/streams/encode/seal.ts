/** Signature and digest of a file, behind everything else about it (specification 04 §3.1, §6.3). */
import { SIGNAL, STREAM } from '../../../../protocol/index.ts';
import { encodeSignature, type Pki } from '../../crypto/index.ts';
import type { FileDigest } from '../file-encoder.ts';
import type { DeferredRecord } from '../output/deferred-record.ts';
import type { FramedWriter } from '../output/framed-writer.ts';
import type { Encoding } from './encode-files.ts';

/** Undefined: nothing to wait for. */
export function sendSeal(
  writer: FramedWriter,
  pki: Pki,
  encoding: Encoding,
  fileIndex: number,
): Promise<void> | undefined {
  if (pki.signs) return sendSigned(writer, pki, encoding, fileIndex);
  if (encoding.digest !== undefined) sendDigest(writer, encoding.digest, fileIndex);
  return undefined;
}

async function sendSigned(
  writer: FramedWriter,
  { own, digest: name }: Pki,
  { digests, digest }: Encoding,
  fileIndex: number,
): Promise<void> {
  if (own !== undefined && digests !== undefined) {
    const value = (digests.values ?? (await digests.known())).get(name);
    if (value !== undefined) {
      writer.record(fileIndex, STREAM.signedDigest, 0, encodeSignature(own, name, value));
    }
  }
  if (digest !== undefined) sendDigest(writer, digest, fileIndex);
}

/** Where another thread still computes it, its place is kept and the next file goes on behind it. */
function sendDigest(writer: FramedWriter, digest: FileDigest, fileIndex: number): void {
  const { bytes, stream } = digest;
  if (bytes !== undefined) {
    writer.record(fileIndex, stream, 0, bytes);
    return;
  }
  writer.header(fileIndex, stream, 0);
  writer.defer(deferred(digest), false);
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
