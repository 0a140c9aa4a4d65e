/** `run`: from here on the Job does what was prepared, and this connection belongs to it (page 03 §4). */
import type { Conversation, Next } from './conversation.ts';

export async function run(conversation: Conversation): Promise<Next> {
  const { job, line } = conversation;
  if (job === undefined || (job.append === undefined && job.read === undefined)) {
    await line.send('3900 Invalid command: run, before a Job and its device were named\n');
    return 'hang-up';
  }
  await conversation.run(job);
  return 'hang-up';
}
