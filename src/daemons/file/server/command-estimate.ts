/** `estimate`: what a backup would take, as a sum or as a listing; consoles browse the disk with it too (02 §15). */
import type { ByteString } from '../../../core/index.ts';
import { SIGNAL } from '../../../protocol/index.ts';
import { carryOut } from './command-backup.ts';
import type { Conversation, Next } from './conversation.ts';
import { selectionOf } from './selection.ts';

export async function estimate(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const fields = /^estimate +listing=(\d)(?: +limit=(-?\d+))?/.exec(text);
  if (job === undefined || fields === null) {
    await link.say(`Bad estimate command: ${text.trimEnd()}\n`);
    await link.say('2992 Bad estimate command.\n');
    return 'end';
  }
  const order = { ...selectionOf(job), listing: fields[1] !== '0', limit: Math.max(0, Number(fields[2] ?? 0)) };
  await carryOut(conversation, job, () => job.thread.call('estimate', order));
  const [files, bytes] = [job.figures.get('files'), job.figures.get('jobBytes')];
  await link.say(`2000 OK estimate files=${withCommas(files)} bytes=${withCommas(bytes)}\n`);
  await link.signal(SIGNAL.EOD);
  return 'go-on';
}

const withCommas = (value: number): string => value.toLocaleString('en-US');
