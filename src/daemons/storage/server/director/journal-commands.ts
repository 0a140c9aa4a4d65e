/** What our own Directors say beyond Bacula's words (docs/decisions/0050): their epoch, and which Jobs they adopt. */
import { type ByteString, displayText } from '../../../../core/index.ts';
import { line, OUR_EXTENSION } from '../../../../protocol/index.ts';
import { StaleEpochError } from '../errors.ts';
import type { JournaledJob } from '../journaled/journaled-job.ts';
import type { Conversation, Next } from './conversation.ts';

const EPOCH = /^understudy epoch=(\d{1,19})\s*$/;
const ATTACH = line('journal attach Job={job} from={from:int}\n');
const ATTACHED = line('3000 OK journal Job={job} from={from:int} next={next:int} JobStatus={status:code}\n');
const FORGET = line('journal forget Job={job}\n');
const LISTED = line(
  'Journal Job={job} JobId={jobId:int} SDid={sessionId:int} SDtime={sessionTime:int} first={first:int} next={next:int} JobStatus={status:code} ended={ended:flag}\n',
);

/** The highest epoch is remembered; an older Director is sent away, and its open connections with it. */
export async function sayEpoch(conversation: Conversation, text: ByteString): Promise<Next> {
  const { line: to, director, tools } = conversation;
  const said = EPOCH.exec(text)?.[1];
  if (said === undefined || conversation.extension === undefined) return refuse(conversation, '3990 Bad epoch');
  try {
    await tools.state.takeEpoch(director.name, BigInt(said));
  } catch (error) {
    if (!(error instanceof StaleEpochError)) throw error;
    return refuse(conversation, `3990 ${error.message}`);
  }
  conversation.epoch = BigInt(said);
  tools.logger.info({ director: displayText(to.director), epoch: said }, 'A Director says its epoch');
  return conversation.reply(`3000 OK understudy extension=${OUR_EXTENSION} epoch=${said}\n`);
}

export async function journal(conversation: Conversation, text: ByteString): Promise<Next> {
  if (conversation.extension === undefined) return refuse(conversation, `3900 Invalid command: ${text.trimEnd()}`);
  if (text.startsWith('journal list')) return list(conversation);
  const attached = ATTACH.parse(text);
  if (attached !== undefined) return attach(conversation, attached.job, attached.from);
  const forgotten = FORGET.parse(text);
  if (forgotten !== undefined) return forget(conversation, forgotten.job);
  return refuse(conversation, `3990 Bad journal command: ${text.trimEnd()}`);
}

const list = (conversation: Conversation): Promise<Next> =>
  conversation.replyAll(
    conversation.tools.journals.of(conversation.director.name).map((job) =>
      LISTED.format({
        job: job.facts.job,
        jobId: job.facts.jobId,
        sessionId: job.facts.sessionId,
        sessionTime: job.facts.sessionTime,
        first: job.journal.first,
        next: job.journal.next,
        status: job.letter,
        ended: job.ended,
      }),
    ),
  );

/** From here on this connection is the Job's: facts and questions come, until the last word is acknowledged. */
async function attach(conversation: Conversation, name: ByteString, from: number): Promise<Next> {
  const job = find(conversation, name);
  if (job === undefined) return refuse(conversation, `3904 Job ${name} not found.`);
  const { first, next } = job.journal;
  if (from < first || from > next) {
    return refuse(conversation, `3991 The journal of Job ${name} goes from ${first} to ${next}, not from ${from}`);
  }
  conversation.journaled = job;
  await conversation.reply(ATTACHED.format({ job: name, from, next, status: job.letter }));
  await job.serve(conversation.line, from);
  return 'hang-up';
}

/** The Director wants nothing of an ended Job: its rows are gone, or it was concluded in another way. */
async function forget(conversation: Conversation, name: ByteString): Promise<Next> {
  const job = find(conversation, name);
  if (job === undefined || !job.ended) return refuse(conversation, `3904 Job ${name} not found.`);
  await conversation.tools.journals.remove(job);
  return conversation.reply('3000 OK forgotten\n');
}

function find({ tools, director }: Conversation, name: ByteString): JournaledJob | undefined {
  const job = tools.journals.find(name);
  return job?.facts.director === director.name ? job : undefined;
}

async function refuse(conversation: Conversation, text: ByteString): Promise<Next> {
  await conversation.line.send(`${text}\n`);
  return 'hang-up';
}
