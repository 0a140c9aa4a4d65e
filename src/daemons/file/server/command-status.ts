/** `status` for people and `.status` for programs (specification 02 §15). */
import type { ByteString } from '../../../core/index.ts';
import { clientCommand, SIGNAL } from '../../../protocol/index.ts';
import type { Conversation, Next } from './conversation.ts';
import { endedBlocks, headerBlock, runningBlocks } from './status-blocks.ts';
import { endedTable, statusText } from './status-text.ts';

export async function status({ daemon, link, connectedAt }: Conversation): Promise<Next> {
  await link.say('\n');
  for (const line of statusText(daemon, { connectedAt, encrypted: link.encrypted })) void link.say(`${line}\n\0`);
  await link.signal(SIGNAL.EOD);
  return 'go-on';
}

export async function dotStatus(conversation: Conversation, text: ByteString): Promise<Next> {
  const { link } = conversation;
  const asked = clientCommand.dotStatusApi.parse(text);
  const what = asked?.what ?? clientCommand.dotStatus.parse(text)?.what ?? '';
  if (what === '') {
    await link.sayAndEnd('2900 Bad .status command, missing argument.\n');
    return 'end';
  }
  const packets = packetsFor(what, asked?.api ?? 0, conversation);
  if (packets === undefined) {
    await link.sayAndEnd('2900 Bad .status command, wrong argument.\n');
    return 'end';
  }
  for (const packet of packets) void link.say(packet);
  await link.signal(SIGNAL.EOD);
  return 'go-on';
}

/** Undefined: nobody knows what is asked for. */
function packetsFor(what: ByteString, api: number, conversation: Conversation): readonly ByteString[] | undefined {
  const { daemon, connectedAt, link } = conversation;
  const { running, ended } = daemon.jobs;
  switch (what) {
    case 'current':
      return [DOT_STATUS, ...running.map((job) => brief(job.identity.jobId, job.status, job.errorCount))];
    case 'last':
      return [DOT_STATUS, ...ended.slice(-1).map(({ jobId, status, errors }) => brief(jobId, status, errors))];
    case 'header':
      return [headerBlock(daemon)];
    case 'running':
      return runningBlocks(daemon, { connectedAt, encrypted: link.encrypted });
    case 'terminated':
      return api === 0 ? endedTable(ended, '\t').map((line) => `${line}\n\0`) : endedBlocks(ended);
    default:
      return undefined;
  }
}

const DOT_STATUS = '2000 OK .status\n';

const brief = (jobId: number, status: string, errors: number): ByteString =>
  `JobId=${jobId} JobStatus=${status} JobErrors=${errors}\n`;
