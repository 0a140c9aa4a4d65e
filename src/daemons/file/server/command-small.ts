/** Commands of one line and little consequence (specification 02 §15). */
import type { ByteString } from '../../../core/index.ts';
import { clientCommand, SIGNAL } from '../../../protocol/index.ts';
import type { Conversation, Next } from './conversation.ts';

/** Unset numbers are negative and change nothing. */
export async function setDebug({ daemon, link }: Conversation, text: ByteString): Promise<Next> {
  const fields = clientCommand.setDebug.parse(text) ?? parseShort(text);
  if (fields === undefined) {
    await link.say(`2991 Bad setdebug command: ${text.trimEnd()}\n`);
    return 'end';
  }
  const { level, trace, hangup = 0, blowup = 0, options = '', tags = '' } = fields;
  if (level >= 0) daemon.debugLevel = level;
  if (trace >= 0) daemon.traceLevel = trace;
  const [hung, blown] = [Math.max(0, hangup), Math.max(0, blowup)];
  await link.say(
    `2000 OK setdebug=${daemon.debugLevel} trace=${daemon.traceLevel} hangup=${hung} blowup=${blown} options=${options} tags=${tags}\n`,
  );
  return 'go-on';
}

interface Debug {
  readonly level: number;
  readonly trace: number;
  readonly hangup?: number;
  readonly blowup?: number;
  readonly options?: ByteString;
  readonly tags?: ByteString;
}

function parseShort(text: ByteString): Debug | undefined {
  const fields = /^setdebug=(-?\d{1,9})(?: +trace=(-?\d{1,9}))?/.exec(text);
  return fields === null ? undefined : { level: Number(fields[1]), trace: Number(fields[2] ?? -1) };
}

/** For one Job, or, where none is named, for all that run and all to come. */
export async function setBandwidth({ daemon, link }: Conversation, text: ByteString): Promise<Next> {
  const fields = /^setbandwidth=(-?\d{1,15})(?: +Job=(\S*))?/.exec(text);
  if (fields === null) {
    await link.say(`2991 Bad setbandwidth command: ${text.trimEnd()}\n`);
    return 'end';
  }
  const bytesPerSec = Math.max(0, Number(fields[1]));
  const name = (fields[2] ?? '').replaceAll('\x01', ' ');
  if (name === '') daemon.bandwidthBytesPerSec = bytesPerSec;
  for (const job of daemon.jobs.running) {
    if (name === '' || name === job.identity.job) job.bandwidthBytesPerSec = bytesPerSec;
  }
  await link.say('2000 OK Bandwidth\n');
  return 'go-on';
}

/** No deduplication, no proxy. */
export async function caps({ link }: Conversation): Promise<Next> {
  await link.say('fdcaps: dedup=0 rehydration=0 proxy=0\n');
  await link.signal(SIGNAL.CMD_OK);
  return 'go-on';
}

const answer =
  (line: ByteString, next: Next = 'go-on') =>
  async ({ link }: Conversation): Promise<Next> => {
    await link.say(line);
    return next;
  };

export const session = answer('2000 OK session\n');
export const pluginOptions = answer('2000 OK plugin options\n');
export const query = answer('2992 Bad query command\n', 'end');
export const smDump = answer('2900 sm_dump: this daemon keeps no such list\n');
export const hello = answer('2999 Invalid command\n', 'end');
/** A console cannot be carried on to the Director by this Client. */
export const proxy = answer('2999 Invalid command: this Client is no proxy\n', 'end');

export async function statistics({ link }: Conversation): Promise<Next> {
  await link.sayAndEnd('2900 Bad statistics command, missing argument.\n');
  return 'go-on';
}

/** No snapshots are made here, so there are none to list, and no retention to keep. */
export async function snapshot({ link }: Conversation, text: ByteString): Promise<Next> {
  if (/^snapshot +retention=/.test(text)) {
    await link.say('2000 Snapshot retention\n');
    return 'go-on';
  }
  await link.sayAndEnd('2999 Snapshot command not found\n');
  return 'end';
}
