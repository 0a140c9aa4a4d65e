/** `verify`: attributes and digests go to the Director, which compares them with its Catalog (specification 02 §13). */
import type { ByteString } from '../../../core/index.ts';
import { SIGNAL } from '../../../protocol/index.ts';
import type { VerifyLevel } from '../job/thread-calls.ts';
import { carryOut, conclude } from './command-backup.ts';
import type { Conversation, Next } from './conversation.ts';

const LEVELS: readonly VerifyLevel[] = ['init', 'catalog', 'disk_to_catalog', 'volume', 'data'];

export async function verify(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const word = /^verify +level=(\S*)/.exec(text)?.[1] ?? '';
  const level = LEVELS.find((known) => known === word);
  if (job === undefined || level === undefined) {
    await link.say(`2994 Bad verify level: ${word}\n`);
    return 'end';
  }
  if ((level === 'volume' || level === 'data') && !job.connected) {
    job.say('fatal', 'Cannot contact Storage daemon\n');
    await link.say('2902 Bad verify\n');
    return 'end';
  }
  job.type = 'V';
  job.verifyLevel = level;
  await link.say('2000 OK verify\n');
  const { fileSet = [] } = job;
  await carryOut(conversation, job, () => job.thread.call('verify', { level, fileSet }));
  await link.signal(SIGNAL.EOD);
  return await conclude(conversation, job);
}
