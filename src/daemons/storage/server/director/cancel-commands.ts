/** `cancel` and `stop` (page 03 §8): they come over a second connection, for a Job that does not listen. */
import { type ByteString, displayText } from '../../../../core/index.ts';
import { storageCommand } from '../../../../protocol/index.ts';
import type { ServedJob } from '../job/served-job.ts';
import type { Conversation, Next } from './conversation.ts';

export const cancel = (conversation: Conversation, text: ByteString): Promise<Next> =>
  takeBack(conversation, storageCommand.cancel.parse(text)?.job, 'cancel', 'canceled', (job) => job.cancel());

export const stop = (conversation: Conversation, text: ByteString): Promise<Next> =>
  takeBack(conversation, storageCommand.stop.parse(text)?.job, 'stop', 'stopped', (job) => job.stop());

async function takeBack(
  conversation: Conversation,
  name: ByteString | undefined,
  how: string,
  word: string,
  act: (job: ServedJob) => void,
): Promise<Next> {
  const { jobs, logger } = conversation.tools;
  if (name === undefined) return conversation.replyAll([`3903 Error scanning ${how} command.\n`]);
  const job = jobs.find(name);
  // Two Directors may share a daemon: neither takes the other's Jobs away.
  if (job === undefined || job.facts.director !== conversation.director.name) {
    return conversation.replyAll([`3904 Job ${name} not found.\n`]);
  }
  logger.info({ jobId: job.jobId, job: displayText(name) }, `A Job is to be ${word}`);
  act(job);
  return conversation.replyAll([`3000 JobId=${job.jobId} Job="${name}" marked to be ${word}.\n`]);
}
