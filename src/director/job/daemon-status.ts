/** The words of a daemon about itself, passed on as they are; and what a Client works on just now. */
import type { ClientResource, StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { clientCommand, storageCommand } from '../../protocol/index.ts';
import { askClient, askStorage, type TalkOptions } from './conversation.ts';
import type { JobTools } from './tools.ts';

export const clientStatus = async (client: ClientResource, tools: JobTools, options: TalkOptions = {}) =>
  (await askClient(client, tools, clientCommand.status.format({}), options)).join('');

export const storageStatus = async (storage: StorageResource, tools: JobTools, options: TalkOptions = {}) =>
  (await askStorage(storage, tools, storageCommand.status.format({}), options)).join('');

export interface RunningAtClient {
  readonly job: ByteString;
  readonly files: number;
  readonly bytes: number;
  readonly currentFile: ByteString | undefined;
}

/** `.status running`, parsed: one block for each Job that runs at the Client. */
export async function runningAtClient(
  client: ClientResource,
  tools: JobTools,
  options: TalkOptions = {},
): Promise<readonly RunningAtClient[]> {
  const command = clientCommand.dotStatusApi.format({ what: 'running', api: 2, options: '' });
  return parseRunning((await askClient(client, tools, command, options)).join(''));
}

/** Keys begin lines; each block of them begins with `JobId=`. */
export function parseRunning(text: ByteString): RunningAtClient[] {
  return text
    .split(/^(?=JobId=)/m)
    .filter((block) => block.startsWith('JobId='))
    .map((block) => {
      const value = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(block)?.[1];
      return {
        job: value('Job') ?? '',
        files: Number.parseInt(value('JobFiles') ?? '0', 10) || 0,
        bytes: Number.parseInt(value('JobBytes') ?? '0', 10) || 0,
        currentFile: value('Processing file'),
      };
    });
}
