/** `fileset`: the lines of the FileSet, up to EOD (specification 02 §4). Mistakes in them end the Job. */
import { type ByteString, bytesToByteString, describeError, toByteString } from '../../../core/index.ts';
import { parseFileSet } from '../file-set/index.ts';
import type { Conversation, Next } from './conversation.ts';

const PIECE_MS = 10 * 60_000;
/** A list that a Director reads from a file may be long; a longer one is a fault. */
const BYTES_MAX = 256 * 1024 * 1024;
const LINE_COST_BYTES = 64;

export async function fileSet({ job, link }: Conversation): Promise<Next> {
  if (job === undefined) {
    await link.say('2998 No Authorization\n');
    return 'end';
  }
  const lines: ByteString[] = [];
  let bytes = 0;
  for (let last = false; !last; ) {
    const piece = await link.receivePiece(PIECE_MS);
    if (piece === undefined) return 'end';
    for (const packet of piece.packets) {
      lines.push(bytesToByteString(packet));
      bytes += packet.length + LINE_COST_BYTES;
    }
    if (bytes > BYTES_MAX) {
      job.say('fatal', `The FileSet is longer than ${BYTES_MAX} bytes.\n`);
      return 'end';
    }
    last = piece.last;
  }
  try {
    for (const complaint of parseFileSet(lines).complaints) {
      job.errors++;
      job.say('error', `${complaint}\n`);
    }
  } catch (error) {
    job.say('fatal', `${toByteString(describeError(error))}\n`);
    return 'end';
  }
  job.fileSet = lines;
  // Its thread begins while the Director speaks on.
  if (job.identity.jobId > 0) void job.thread;
  await link.say('2000 OK include\n');
  return 'go-on';
}
