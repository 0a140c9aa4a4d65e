/** The first word to a Storage Daemon of ours, behind Hello and authentication (docs/decisions/0050). */
import { type ByteString, bytesToByteString, displayText } from '../../core/index.ts';
import { type Connection, EPOCH_REFUSED, formatEpoch, isTermination, parseEpochTaken } from '../../protocol/index.ts';
import { DaemonLostError, DaemonRefusedError } from '../job/errors.ts';
import { SupersededError } from './errors.ts';

const REPLY_MS = 30_000;

/** Rejects with SupersededError where a Director with a higher epoch was there. The connection is left to the caller. */
export async function sayEpoch(connection: Connection, storage: string, epoch: bigint): Promise<void> {
  await connection.send(formatEpoch(epoch));
  const reply = await nextText(connection, storage, 'its answer to the epoch');
  if (parseEpochTaken(reply) === epoch) return;
  if (reply.startsWith(EPOCH_REFUSED)) throw new SupersededError(storage, epoch, displayText(reply.trim()));
  throw new DaemonRefusedError(storage, 'the epoch of this Director', displayText(reply));
}

/** What the daemon says next; signs of life are passed over. */
export async function nextText(
  connection: Connection,
  storage: string,
  awaited: string,
  signal?: AbortSignal,
): Promise<ByteString> {
  for (;;) {
    const frame = await connection.receive({ timeoutMs: REPLY_MS, ...(signal && { signal }) });
    if (frame === undefined || (frame.kind === 'signal' && isTermination(frame.signal))) {
      throw new DaemonLostError(storage, awaited);
    }
    if (frame.kind === 'data') return bytesToByteString(frame.payload);
  }
}
