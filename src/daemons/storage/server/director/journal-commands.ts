/** What our own Directors say beyond Bacula's words (docs/decisions/0050): their epoch, and which Jobs they adopt. */
import { type ByteString, describeError, displayText } from '../../../../core/index.ts';
import {
  EPOCH_REFUSED,
  formatEpochTaken,
  journalCommand,
  journalReply,
  NO_WILL,
  OUR_EXTENSION,
  parseEpoch,
} from '../../../../protocol/index.ts';
import { StaleEpochError } from '../errors.ts';
import type { JournaledJob } from '../journaled/journaled-job.ts';
import type { Conversation, Next } from './conversation.ts';

/** The highest epoch is remembered; an older Director is sent away, and its open connections with it. */
export async function sayEpoch(conversation: Conversation, text: ByteString): Promise<Next> {
  const { line: to, director, tools } = conversation;
  const said = parseEpoch(text);
  if (said === undefined || conversation.extension === undefined) {
    return refuse(conversation, `${EPOCH_REFUSED}Bad epoch`);
  }
  try {
    await tools.state.takeEpoch(director.name, said);
  } catch (error) {
    if (!(error instanceof StaleEpochError)) throw error;
    return refuse(conversation, `${EPOCH_REFUSED}${error.message}`);
  }
  conversation.epoch = said;
  tools.logger.debug({ director: displayText(to.director), epoch: `${said}` }, 'A Director says its epoch');
  return conversation.reply(formatEpochTaken(OUR_EXTENSION, said));
}

export async function journal(conversation: Conversation, text: ByteString): Promise<Next> {
  if (conversation.extension === undefined) return refuse(conversation, `3900 Invalid command: ${text.trimEnd()}`);
  if (text.startsWith('journal list')) return list(conversation);
  const attached = journalCommand.attach.parse(text);
  if (attached !== undefined) return attach(conversation, attached.job, attached.from);
  const forgotten = journalCommand.forget.parse(text);
  if (forgotten !== undefined) return forget(conversation, forgotten.job);
  const kept = journalCommand.keep.parse(text);
  if (kept !== undefined) return keep(conversation, kept.will);
  const told = journalCommand.tell.parse(text);
  if (told !== undefined) return tell(conversation, told.job);
  return refuse(conversation, `3990 Bad journal command: ${text.trimEnd()}`);
}

const list = (conversation: Conversation): Promise<Next> =>
  conversation.replyAll(
    conversation.tools.journals.of(conversation.director.name).map((job) =>
      journalReply.listed.format({
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
  await conversation.reply(journalReply.attached.format({ job: name, from, next, status: job.letter }));
  await job.serve(conversation.line, from);
  return 'hang-up';
}

/** The Director wants nothing of the Job: its rows are gone, or it was concluded in another way. */
async function forget(conversation: Conversation, name: ByteString): Promise<Next> {
  const job = find(conversation, name);
  if (job === undefined) return refuse(conversation, `3904 Job ${name} not found.`);
  await job.forget();
  return conversation.reply(journalReply.forgotten.format({}));
}

/** On disk before the next command: the Job goes on without it, too. */
async function keep({ journaled, tools }: Conversation, will: ByteString): Promise<Next> {
  await journaled?.keepWill(will).catch((error: unknown) => {
    const job = displayText(journaled.facts.job);
    tools.logger.warn({ job, error: describeError(error) }, 'What a Job has left for another Catalog cannot be kept');
  });
  return 'go-on';
}

async function tell(conversation: Conversation, name: ByteString): Promise<Next> {
  const job = find(conversation, name);
  if (job === undefined) return refuse(conversation, `3904 Job ${name} not found.`);
  return conversation.reply(journalReply.told.format({ job: name, will: (await job.will()) ?? NO_WILL }));
}

function find({ tools, director }: Conversation, name: ByteString): JournaledJob | undefined {
  const job = tools.journals.find(name);
  return job?.facts.director === director.name ? job : undefined;
}

async function refuse(conversation: Conversation, text: ByteString): Promise<Next> {
  await conversation.line.send(`${text}\n`);
  return 'hang-up';
}
