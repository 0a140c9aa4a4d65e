/** `Run…`: the scripts of a Job at the Client (specification 02 §7). */
import type { ByteString } from '../../../core/index.ts';
import { clientCommand } from '../../../protocol/index.ts';
import type { ClientJob } from './client-job.ts';
import type { Conversation, Next } from './conversation.ts';
import { endOfJob } from './end-of-job.ts';
import { levelLetter, levelWord, statusWord, typeWord } from './job-words.ts';
import { AFTER_JOB, BEFORE_JOB, type ClientScript, runScripts, type ScriptMoment } from './scripts.ts';

/** A new-style script: kept until its moment. */
export async function run({ job, link }: Conversation, text: ByteString): Promise<Next> {
  const script = clientCommand.runScript.parse(text);
  if (job === undefined || script === undefined) {
    await link.say('2905 Bad RunScript command.\n');
    return 'end';
  }
  const { onSuccess, onFailure, abortOnError, when, command } = script;
  job.scripts.push({ command, when, onSuccess, onFailure, failJobOnError: abortOnError });
  await link.say('2000 OK RunScript\n');
  return 'go-on';
}

export async function runBeforeNow(conversation: Conversation): Promise<Next> {
  const { job, link } = conversation;
  if (job === undefined) return badCommand(conversation, 'RunBeforeNow');
  if ((await runJobScripts(conversation, job, job.scripts, 'before')) === 'failed') {
    return await refuse(conversation, job, 'RunBeforeNow');
  }
  await link.say('2000 OK RunBeforeNow\n');
  return 'go-on';
}

/** The old style: runs at once. */
export async function runBeforeJob(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const command = clientCommand.runBeforeJob.parse(text)?.command;
  if (job === undefined || command === undefined) return badCommand(conversation, 'RunBeforeJob');
  const script: ClientScript = { command, onSuccess: true, onFailure: true, failJobOnError: true, ...BEFORE_JOB };
  if ((await runJobScripts(conversation, job, [script], 'before')) === 'failed') {
    return await refuse(conversation, job, 'RunBeforeJob');
  }
  await link.say('2000 OK RunBefore\n');
  return 'go-on';
}

export async function runAfterJob(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const command = clientCommand.runAfterJob.parse(text)?.command;
  if (job === undefined || command === undefined) return badCommand(conversation, 'RunAfterJob');
  job.scripts.push({ command, onSuccess: true, onFailure: false, failJobOnError: false, ...AFTER_JOB });
  await link.say('2000 OK RunAfter\n');
  return 'go-on';
}

/** The scripts of one moment, with this Job's words for their codes. A canceled Job still has its After scripts. */
export async function runJobScripts(
  { daemon, director }: Conversation,
  job: ClientJob,
  scripts: readonly ClientScript[],
  moment: ScriptMoment,
): Promise<'ok' | 'warned' | 'failed'> {
  const verdict = await runScripts(scripts, moment, {
    good: job.status === 'R' || job.status === 'T' || job.status === 'W',
    code: (letter) => codeOf(job, letter, daemon.config.client.name),
    say: (type, text) => job.say(type, text),
    ...(moment === 'after' ? {} : { signal: job.signal }),
    allowedDirectories: director.allowedScriptDirectories,
  });
  if (verdict !== 'ok') job.errors++;
  return verdict;
}

async function badCommand({ link }: Conversation, name: string): Promise<Next> {
  await link.say(`2905 Bad ${name} command.\n`);
  return 'end';
}

/** The Job cannot go on; the Director hears its end too. */
async function refuse(conversation: Conversation, job: ClientJob, name: string): Promise<Next> {
  job.status = job.stopped === undefined ? 'E' : 'A';
  await conversation.link.say(`2905 Bad ${name} command.\n`);
  return await endOfJob(conversation, job);
}

function codeOf(job: ClientJob, letter: string, daemonName: ByteString): string | number | undefined {
  const { figures, identity } = job;
  switch (letter) {
    case 'c':
    case 'd':
      return daemonName;
    case 'e':
      return job.status === 'R' ? 'Running' : statusWord(job.status);
    case 'E':
      return job.errorCount;
    case 'i':
      return identity.jobId;
    case 'j':
      return identity.job;
    case 'l':
      return levelWord(levelLetter(job));
    case 'n':
      return job.name;
    case 's':
      return job.since.sec;
    case 'F':
      return figures.get('files');
    case 'b':
      return figures.get('jobBytes');
    case 'R':
      return figures.get('readBytes');
    case 't':
      return typeWord(job.type);
    case 'P':
      return process.pid;
    default:
      return undefined;
  }
}
