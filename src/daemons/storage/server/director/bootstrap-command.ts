/** `bootstrap` and its lines: what a Job shall read (page 03 §9). */
import type { ByteString } from '../../../../core/index.ts';
import { parseBootstrap } from '../../../../volume/index.ts';
import type { Conversation, Next } from './conversation.ts';

const BYTES_MAX = 256 * 1024 * 1024;
/** What a line costs in memory beyond its bytes: a million empty ones are not free. */
const LINE_BYTES = 48;

export async function bootstrap(conversation: Conversation): Promise<Next> {
  const { job } = conversation;
  const lines: ByteString[] = [];
  let bytes = 0;
  for await (const line of conversation.list()) {
    bytes += line.length + LINE_BYTES;
    if (bytes <= BYTES_MAX) lines.push(line.endsWith('\n') ? line : `${line}\n`);
  }
  if (job === undefined || bytes > BYTES_MAX) return conversation.reply('3904 Error bootstrap\n');
  try {
    job.bootstrap = parseBootstrap(lines.join(''));
  } catch (error) {
    job.sayError('fatal', error);
    return conversation.reply('3904 Error bootstrap\n');
  }
  return conversation.reply('3000 OK bootstrap\n');
}
