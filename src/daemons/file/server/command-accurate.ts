/** `accurate files=n`: what the Catalog knows, one packet a file, up to EOD; there is no answer (specification 02 §8). */
import type { ByteString } from '../../../core/index.ts';
import { clientCommand } from '../../../protocol/index.ts';
import type { Conversation, Next } from './conversation.ts';

const PIECE_MS = 10 * 60_000;
const LENGTH_BYTES = 4;

export async function accurate({ job, link }: Conversation, text: ByteString): Promise<Next> {
  if (job === undefined || clientCommand.accurate.parse(text) === undefined) {
    await link.say('2991 Bad accurate command\n');
    return 'end';
  }
  job.accurate = true;
  for (let last = false; !last; ) {
    const piece = await link.receivePiece(PIECE_MS);
    if (piece === undefined) return 'end';
    // Awaited: what the thread has not taken in must not pile up here.
    if (piece.packets.length > 0) await job.thread.call('accurate', joined(piece.packets));
    last = piece.last;
  }
  return 'go-on';
}

/** Each packet with its length before it. */
function joined(packets: readonly Buffer[]): Uint8Array {
  const bytes = new Uint8Array(packets.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  const view = Buffer.from(bytes.buffer);
  let at = 0;
  for (const packet of packets) {
    at = view.writeInt32BE(packet.length, at);
    at += packet.copy(view, at);
  }
  return bytes;
}
