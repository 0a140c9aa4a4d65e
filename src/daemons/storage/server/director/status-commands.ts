/** `status` and `.status …` (page 03 §8.1, §8.2). */
import type { ByteString } from '../../../../core/index.ts';
import { storageCommand, storageReply } from '../../../../protocol/index.ts';
import { deviceBlocks } from '../status/device-blocks.ts';
import { changers, describeDevice, usedVolumes } from '../status/device-sections.ts';
import { endedLines, runningJobs, waitingJobs } from '../status/job-sections.ts';
import { collectorBlocks, collectorText, resourceBlocks } from '../status/resource-blocks.ts';
import { type Snapshot, takeSnapshot } from '../status/snapshot.ts';
import { spooling } from '../status/spool-sections.ts';
import { endedBlocks, headerBlocks, runningBlocks } from '../status/status-blocks.ts';
import { packet, statusText } from '../status/status-text.ts';
import type { Conversation, Next } from './conversation.ts';

export async function status(conversation: Conversation): Promise<Next> {
  return conversation.replyAll(statusText(await snapshotFor(conversation)));
}

/** What to answer: for people (api 0 and 1), and for programs. */
type Answer = {
  readonly text: (snapshot: Snapshot) => ByteString[];
  readonly blocks?: (snapshot: Snapshot) => ByteString[];
};

const lines =
  (of: (snapshot: Snapshot) => ByteString[]) =>
  (snapshot: Snapshot): ByteString[] =>
    of(snapshot).map(packet);

const devices = (snapshot: Snapshot): ByteString[] => [
  ...changers(snapshot),
  ...snapshot.media.devices.flatMap(describeDevice),
];

const ANSWERS: Readonly<Record<string, Answer>> = {
  current: { text: (snapshot) => [storageReply.dotStatus.format({}), ...snapshot.running.map(currentLine)] },
  last: { text: lastJob },
  header: { text: headerBlocks, blocks: headerBlocks },
  running: { text: lines(runningJobs), blocks: runningBlocks },
  terminated: { text: lines(endedLines), blocks: endedBlocks },
  devices: { text: lines(devices), blocks: deviceBlocks },
  volumes: { text: lines(usedVolumes) },
  waitreservation: { text: lines(waitingJobs) },
  spooling: { text: lines(spooling) },
  resources: { text: resourceBlocks },
  statistics: { text: lines(collectorText), blocks: collectorBlocks },
  // Nothing here is in a cloud, or shared by several daemons.
  cloud: { text: () => [] },
  shstore: { text: lines(() => ['\nSD Shared Storage:', '====\n']) },
};

const PROGRAMS_API = 2;

export async function dotStatus(conversation: Conversation, text: ByteString): Promise<Next> {
  const fields = storageCommand.dotStatusApi.parse(text);
  const what = fields?.what ?? storageCommand.dotStatus.parse(text)?.what ?? '';
  const answer = Object.hasOwn(ANSWERS, what) ? ANSWERS[what] : undefined;
  if (answer === undefined) {
    await conversation.replyAll([`3900 Unknown arg in .status command: ${text}\n`]);
    return 'hang-up';
  }
  const forPrograms = (fields?.api ?? 0) >= PROGRAMS_API ? answer.blocks : undefined;
  return conversation.replyAll((forPrograms ?? answer.text)(await snapshotFor(conversation)));
}

const snapshotFor = ({ line, tools, connectedAt }: Conversation): Promise<Snapshot> =>
  takeSnapshot(tools, { release: line.release, encrypted: line.connection.encryption !== 'none', connectedAt });

const currentLine = ({ jobId, letter, errors }: Snapshot['running'][number]): ByteString =>
  `JobId=${jobId} JobStatus=${letter} JobErrors=${errors}\n`;

function lastJob({ ended }: Snapshot): ByteString[] {
  const last = ended.at(-1);
  const line = last && `JobId=${last.facts.jobId} JobStatus=${last.status} JobErrors=${last.errors}\n`;
  return [storageReply.dotStatus.format({}), ...(line === undefined ? [] : [line])];
}
