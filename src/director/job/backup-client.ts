/**
 * The Client's part of a backup, from the Job line to `backup` (02 §10). A Full's first commands leave together; the
 * dated levels must wait, because the Client measures the clocks in between.
 */
import { type ByteString, displayText, unixSeconds } from '../../core/index.ts';
import {
  type ClientIdentity,
  clientCommand,
  clientReply,
  type FileSetLines,
  formatFileSet,
  formatLevel,
  formatSince,
  SIGNAL,
} from '../../protocol/index.ts';
import type { ClientScript } from '../run-script/index.ts';
import type { BackupPlan } from './backup-plan.ts';
import type { ClientSession, JobLine } from './client-session.ts';

export const HOURS = 3_600_000;
// The clocks are compared in ten round trips before the answer comes; a FileSet may hold a million names.
const SLOW_REPLY_MS = 5 * 60_000;
// The Client tries the Storage for half an hour by itself, without a word; a script may run as long as it likes.
const STORAGE_MS = 31 * 60_000;
const SCRIPT_MS = 144 * HOURS;

export interface ClientStart {
  readonly line: JobLine;
  readonly plan: Pick<BackupPlan, 'level' | 'accurate'>;
  readonly fileSet: FileSetLines;
  readonly bandwidthBytesPerSec: number;
  readonly snapshotRetentionSec: number;
}

/** Job, level and FileSet; the answer tells what the Client is. */
export async function prepareClient(client: ClientSession, start: ClientStart): Promise<ClientIdentity> {
  const { line, plan, fileSet } = start;
  const together = plan.level.level === 'F';
  await client.send(clientCommand.job.format(line));
  if (together) {
    await sendLevel(client, plan);
    await sendFileSet(client, fileSet);
  }
  const identity = await client.identity();
  if (!together) await sendLevel(client, plan);
  await client.expect(clientReply.level, 'its answer to the level', { timeoutMs: SLOW_REPLY_MS });
  if (!together) await sendFileSet(client, fileSet);
  await client.expect(clientReply.include, 'its answer to the FileSet', { timeoutMs: SLOW_REPLY_MS });
  await sendLimits(client, start);
  return identity;
}

const LEVELS = { F: 'full', D: 'differential', I: 'incremental' } as const;

/** A dated level is answered after the Client has compared the clocks. */
async function sendLevel(client: ClientSession, plan: Pick<BackupPlan, 'level' | 'accurate'>): Promise<void> {
  const { level, since } = plan.level;
  await client.send(formatLevel({ level: LEVELS[level], accurate: plan.accurate }));
  if (since !== undefined) await client.send(formatSince(unixSeconds(since.startTime), since.job));
}

async function sendFileSet(client: ClientSession, fileSet: FileSetLines): Promise<void> {
  for (const line of formatFileSet(fileSet)) await client.send(line);
  await client.session.connection.sendSignal(SIGNAL.EOD);
}

async function sendLimits(client: ClientSession, start: ClientStart): Promise<void> {
  const { bandwidthBytesPerSec, snapshotRetentionSec } = start;
  if (bandwidthBytesPerSec > 0) {
    const limit = clientCommand.setBandwidth.format({ bytesPerSec: bandwidthBytesPerSec, job: start.line.job });
    await client.command(limit, clientReply.bandwidth, 'its answer to setbandwidth');
  }
  if (snapshotRetentionSec > 0) {
    const retention = clientCommand.snapshotRetention.format({ retentionSec: snapshotRetentionSec });
    await client.command(retention, clientReply.snapshot, 'its answer to snapshot retention');
  }
}

/** Where the data goes: the Client is connected there when this resolves. */
export async function pointAtStorage(client: ClientSession, address: ByteString, port: number): Promise<void> {
  const command = clientCommand.storage.format({ address, port, tls: 0 });
  const hint = `Can the Client reach ${displayText(address)}:${port}? FDStorageAddress gives it another address`;
  await client.hurriedCommand(command, clientReply.storage, 'its connection to the Storage', {
    timeoutMs: STORAGE_MS,
    hint,
  });
}

/** In the order of the Job resource; the Before ones have run when this resolves. */
export async function sendScripts(client: ClientSession, scripts: readonly ClientScript[]): Promise<void> {
  for (const script of scripts) {
    switch (script.kind) {
      case 'run':
        await client.command(clientCommand.runScript.format(script), clientReply.runScript, 'its answer to Run');
        break;
      case 'runBeforeJob':
        await client.command(
          clientCommand.runBeforeJob.format(script),
          clientReply.runBeforeJob,
          'the end of the script before the Job',
          {
            timeoutMs: SCRIPT_MS,
          },
        );
        break;
      case 'runAfterJob':
        await client.command(
          clientCommand.runAfterJob.format(script),
          clientReply.runAfterJob,
          'its answer to RunAfterJob',
        );
        break;
      case 'runBeforeNow':
        await client.command(
          clientCommand.runBeforeNow.format({}),
          clientReply.runBeforeNow,
          'the end of the scripts before the Job',
          {
            timeoutMs: SCRIPT_MS,
          },
        );
        break;
    }
  }
}

/** The Catalog's view of the chain, as fast as the Client takes it. */
export async function sendAccurateList(
  client: ClientSession,
  files: number,
  groups: AsyncIterable<readonly ByteString[]>,
): Promise<void> {
  await client.send(clientCommand.accurate.format({ files }));
  for await (const group of groups) {
    // Frames of one tick leave in one write; the last one's promise carries the backpressure of all.
    const sent = group.map((packet) => client.send(packet));
    await Promise.all(sent);
  }
  await client.session.connection.sendSignal(SIGNAL.EOD);
}

export const startBackup = (client: ClientSession): Promise<unknown> =>
  client.command(clientCommand.backup.format({ fileIndex: 0 }), clientReply.backup, 'its answer to backup');
