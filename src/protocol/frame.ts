/**
 * Bacula's framing: int32 length (big-endian), then that many bytes; a negative length carries none, it is a signal
 * (specification 01-wire §1). Bit 30 marks a payload that is one LZ4 block, bit 29 a second word of flags before it.
 * Peers compress without asking, from their very first frame; we never do.
 */
export type Frame =
  | { readonly kind: 'data'; readonly payload: Buffer }
  | { readonly kind: 'signal'; readonly signal: number };

export const HEADER_BYTES = 4;
export const PAYLOAD_BYTES_MAX = 1_000_000;

export function encodeFrame(frame: Frame): Buffer {
  if (frame.kind === 'signal') {
    const wire = Buffer.allocUnsafe(HEADER_BYTES);
    wire.writeInt32BE(frame.signal, 0);
    return wire;
  }
  const wire = Buffer.allocUnsafe(HEADER_BYTES + frame.payload.length);
  wire.writeInt32BE(frame.payload.length, 0);
  frame.payload.copy(wire, HEADER_BYTES);
  return wire;
}
