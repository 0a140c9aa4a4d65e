/** `level = …` and `level = since_utime …` (specification 02 §3): what counts as changed. */
import type { ByteString } from '../../../core/index.ts';
import { type LevelCommand, parseLevel } from '../../../protocol/index.ts';
import { clockOffsetSec } from './clock-offset.ts';
import type { Conversation, Next } from './conversation.ts';

/** From here on a difference of the two clocks is worth a word, and from there on a warning. */
const OFFSET_SAID_SEC = 3;
const OFFSET_WARNED_SEC = 600;

export async function level(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const line = parseLevel(text);
  if (job === undefined || line === undefined) {
    await link.say(`Unknown backup level: ${text.trimEnd()}\n`);
    return 'end';
  }
  if (line.kind === 'level') {
    job.level = line.command;
    if (job.fileSet !== undefined && job.identity.jobId > 0) job.prepare('backup');
    if (isAnsweredLater(line.command)) return 'go-on';
  } else {
    const offsetSec = await clockOffsetSec(conversation);
    if (offsetSec === undefined) return 'end';
    if (Math.abs(offsetSec) > OFFSET_SAID_SEC) {
      const sentence = `DIR and FD clocks differ by ${offsetSec} seconds, FD automatically compensating.\n`;
      job.say(Math.abs(offsetSec) > OFFSET_WARNED_SEC ? 'warning' : 'info', sentence);
    }
    job.since = { sec: line.sinceSec + offsetSec, mtimeOnly: /mtime_only=1/.test(text) };
  }
  await link.say('2000 OK level\n');
  return 'go-on';
}

/** `since_utime` follows, and the answer belongs to that. */
const isAnsweredLater = ({ level }: LevelCommand): boolean => level === 'incremental' || level === 'differential';
