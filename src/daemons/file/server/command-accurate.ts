/** `accurate files=n`: what the Catalog knows, one packet a file, up to EOD; there is no answer (specification 02 §8). */
import type { ByteString } from '../../../core/index.ts';
import { clientCommand } from '../../../protocol/index.ts';
import type { Conversation, Next } from './conversation.ts';
import { Parcels } from './parcels.ts';

const PIECE_MS = 10 * 60_000;

export async function accurate({ job, link }: Conversation, text: ByteString): Promise<Next> {
  if (job === undefined || clientCommand.accurate.parse(text) === undefined) {
    await link.say('2991 Bad accurate command\n');
    return 'end';
  }
  job.accurate = true;
  const parcels = new Parcels();
  for (let last = false; !last; ) {
    const piece = await link.receivePiece(PIECE_MS);
    if (piece === undefined) return 'end';
    // Awaited: what the thread has not taken in must not pile up here.
    for (const parcel of parcels.pack(piece.packets)) await job.thread.call('accurate', parcel);
    last = piece.last;
  }
  return 'go-on';
}
