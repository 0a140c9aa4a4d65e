/** `cancel` and `stop`: they come over a second connection, for a Job that does not listen (specification 02 §15). */
import { type ByteString, displayText } from '../../../core/index.ts';
import { clientCommand } from '../../../protocol/index.ts';
import type { StopKind } from '../job/figures.ts';
import type { Conversation, Next } from './conversation.ts';

export const cancel = (conversation: Conversation, text: ByteString): Promise<Next> =>
  takeBack(conversation, clientCommand.cancel.parse(text)?.job, 'cancel', 'canceled');

export const stop = (conversation: Conversation, text: ByteString): Promise<Next> =>
  takeBack(conversation, clientCommand.stop.parse(text)?.job, 'stop', 'stopped');

async function takeBack(
  { daemon, link }: Conversation,
  name: ByteString | undefined,
  how: StopKind,
  word: string,
): Promise<Next> {
  if (name === undefined) {
    await link.sayAndEnd(`2902 Error scanning ${how} command.\n`);
    return 'go-on';
  }
  const job = daemon.jobs.find(name);
  if (job === undefined) {
    await link.sayAndEnd(`2901 Job ${name} not found.\n`);
    return 'go-on';
  }
  daemon.logger.info({ jobId: job.identity.jobId, job: displayText(name), how }, `Job is to be ${word}`);
  job.requestStop(how);
  await link.sayAndEnd(`2001 Job "${name}" marked to be ${word}.\n`);
  return 'go-on';
}
