/** `backup`: the files go to the Storage, and at the end the Director hears how it was (specification 02 §9). */
import { type ByteString, describeError, toByteString } from '../../../core/index.ts';
import { clientCommand } from '../../../protocol/index.ts';
import type { Outcome } from '../job/thread-calls.ts';
import type { ClientJob } from './client-job.ts';
import { runJobScripts } from './command-scripts.ts';
import type { Conversation, Next } from './conversation.ts';
import { endOfJob } from './end-of-job.ts';
import { selectionOf } from './selection.ts';
import { refusedUser } from './unserved.ts';
import { statusOfStop, whileWatched } from './watch-job.ts';

export async function backup(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const fields = clientCommand.backup.parse(text);
  if (job === undefined || job.fileSet === undefined || !job.connected) {
    job?.say('fatal', 'Cannot contact Storage daemon\n');
    await link.say('2902 Bad backup\n');
    return 'end';
  }
  job.type = 'B';
  const refused = refusedUser(conversation.director, 'backup');
  if (refused !== undefined) {
    job.say('fatal', `${refused}\n`);
    await link.say('2902 Bad backup\n');
    return 'end';
  }
  await link.say('2000 OK backup\n');
  const order = { ...selectionOf(job), fileIndex: fields?.fileIndex ?? 0 };
  if ((await runJobScripts(conversation, job, job.scripts, 'afterSnapshot')) === 'failed') job.status = 'E';
  else await carryOut(conversation, job, () => noteDigests(conversation, job, job.thread.call('backup', order)));
  return await conclude(conversation, job);
}

async function noteDigests({ daemon }: Conversation, job: ClientJob, backup: Promise<Outcome>): Promise<Outcome> {
  const outcome = await backup;
  const { sessionId, sessionTime } = job.identity;
  if (outcome.digests !== undefined) daemon.savedDigests.note({ sessionId, sessionTime, digests: outcome.digests });
  return outcome;
}

const STOPPED: readonly string[] = ['A', 'I'];

/** Runs the thread's part of a Job; whatever happens there becomes a status and a sentence. */
export async function carryOut(
  conversation: Conversation,
  job: ClientJob,
  work: () => Promise<Outcome>,
): Promise<void> {
  try {
    const { status, encrypted } = await whileWatched(conversation, job, work());
    const isStopped = job.stopped !== undefined && STOPPED.includes(status);
    job.status = isStopped ? statusOfStop(job) : status;
    job.encrypted ||= encrypted;
  } catch (error) {
    job.status = job.stopped === undefined ? 'f' : statusOfStop(job);
    if (job.stopped === undefined) job.say('fatal', `${toByteString(describeError(error))}\n`);
  }
}

/** The scripts that come after, then the verdict. */
export async function conclude(conversation: Conversation, job: ClientJob): Promise<Next> {
  const scripts = await runJobScripts(conversation, job, job.scripts, 'after');
  if (scripts === 'failed' && job.status === 'T') job.status = 'E';
  return await endOfJob(conversation, job);
}
