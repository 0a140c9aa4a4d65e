/**
 * One Director's conversation from its welcome to its end (specification 02 §1): commands are taken one after the
 * other and matched by their beginning, in the order of the table; one that fails ends it.
 */
import type { ClientDirectorResource } from '../../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../../core/index.ts';
import type { Release } from '../../../protocol/index.ts';
import type { ClientJob } from './client-job.ts';
import { COMMANDS, type Command } from './commands.ts';
import type { Daemon } from './daemon.ts';
import type { DirectorLink } from './director-link.ts';

/** What a command works with. */
export interface Conversation {
  readonly daemon: Daemon;
  readonly director: ClientDirectorResource;
  readonly link: DirectorLink;
  /** The Director's. */
  readonly release: Release;
  readonly connectedAt: Date;
  /** After `JobId=`; what a console asks for is a Job 0, which is never listed. */
  job: ClientJob | undefined;
}

/** `end`: the conversation is over, well or badly. */
export type Next = 'go-on' | 'end';

/** A Director waits for devices and Volumes between two commands; a vanished machine is found out by keep-alive. */
const COMMAND_MS = 7 * 24 * 3600 * 1000;
const MONITOR_MAY = new Set(['status', '.status', 'caps']);
const REMOTE_MAY = new Set([...MONITOR_MAY, 'cancel', 'stop', 'setbandwidth=']);

export async function converse(conversation: Conversation): Promise<void> {
  const { daemon, link } = conversation;
  try {
    for (let next: Next = 'go-on'; next === 'go-on'; ) {
      const heard = await link.receive(COMMAND_MS);
      if (heard.kind === 'gone') return;
      if (heard.kind === 'line') next = await obey(conversation, heard.text);
    }
  } catch (error) {
    daemon.logger.error({ director: displayText(conversation.director.name), error: describeError(error) }, BROKEN);
  } finally {
    await endJob(conversation);
    await link.hangUp();
  }
}

const BROKEN = 'The conversation with a Director broke';

async function obey(conversation: Conversation, text: ByteString): Promise<Next> {
  const { director, link } = conversation;
  const command = COMMANDS.find(({ prefix }) => text.startsWith(prefix));
  if (command === undefined) {
    await link.say('2999 Invalid command\n');
    return 'end';
  }
  for (const directive of ['Monitor', 'Remote'] as const) {
    const restricted = directive === 'Monitor' ? director.monitor : director.remote;
    if (!restricted || (directive === 'Monitor' ? MONITOR_MAY : REMOTE_MAY).has(command.prefix)) continue;
    await link.sayAndEnd(`2997 Invalid command for a Director with ${directive} directive enabled.\n`);
    return 'go-on';
  }
  if (isDisabled(conversation, command)) {
    await link.say(`2998 Command "${command.name}" is disabled on this Client (Disable Command).\n`);
    return 'end';
  }
  return await command.run(conversation, text);
}

const isDisabled = ({ daemon, director }: Conversation, { name }: Command): boolean =>
  [...daemon.config.client.disableCommand, ...director.disableCommand].some((each) => each.toLowerCase() === name);

async function endJob({ daemon, job }: Conversation): Promise<void> {
  if (job === undefined) return;
  daemon.jobs.leave(job);
  daemon.storageCalls.forget(job.identity.job);
  await job[Symbol.asyncDispose]();
}
