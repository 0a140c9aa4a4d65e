/** Commands of a line or two. */
import type { ByteString } from '../../../../core/index.ts';
import { storageCommand } from '../../../../protocol/index.ts';
import type { Conversation, Next } from './conversation.ts';

/** No answer: the Jobs of this connection tell how far they are. */
export async function sendProgress(conversation: Conversation): Promise<Next> {
  conversation.wantsProgress = true;
  return 'go-on';
}

/** For one Job, or for all that run and belong to this Director (page 01 §8). */
export async function setBandwidth(conversation: Conversation, text: ByteString): Promise<Next> {
  const fields = storageCommand.setBandwidth.parse(text);
  if (fields === undefined) return conversation.reply('3903 Error scanning setbandwidth command.\n');
  for (const job of conversation.tools.jobs.all) {
    const meant = fields.job === '' ? job.facts.director === conversation.director.name : job.job === fields.job;
    if (meant) job.bytesPerSecMax = Math.max(0, fields.bytesPerSec);
  }
  return conversation.reply('2000 OK Bandwidth\n');
}

/** Our own log is set by the command line; the Director is told what it wants to hear. */
export async function setDebug(conversation: Conversation, text: ByteString): Promise<Next> {
  const fields = storageCommand.setDebug.parse(text);
  if (fields === undefined) return conversation.reply('3991 Bad setdebug command\n');
  const { level, trace, options, tags } = fields;
  return conversation.reply(`3000 OK setdebug=${level} trace=${trace} options=${options} tags=${tags}\n`);
}
