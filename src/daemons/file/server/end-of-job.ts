/** The Client's verdict on a Job, its last word in the conversation (specification 02 §9). */
import { displayText } from '../../../core/index.ts';
import { formatClientEndJob } from '../../../protocol/index.ts';
import type { ClientJob } from './client-job.ts';
import type { Conversation, Next } from './conversation.ts';

export async function endOfJob({ daemon, link }: Conversation, job: ClientJob): Promise<Next> {
  const { figures, status } = job;
  const verdict = {
    status,
    files: figures.get('files'),
    readBytes: figures.get('readBytes'),
    jobBytes: figures.get('jobBytes'),
    errors: job.errorCount,
    snapshot: false,
    encrypted: job.encrypted,
    commBytes: figures.get('commBytes'),
    compressedCommBytes: figures.get('commBytes'),
  };
  const { jobId, job: name } = job.identity;
  daemon.logger.info({ jobId, job: displayText(name), ...verdict }, 'Job ends');
  await link.say(formatClientEndJob(verdict));
  return 'end';
}
