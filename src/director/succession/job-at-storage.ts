/** How a backup stands at a Storage Daemon that keeps no journal: whoever may ask is told what runs and what has ended (03 §8.2). */
import type { StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { parseStatusBlocks, type StatusBlock, storageCommand } from '../../protocol/index.ts';
import { askStorage } from '../job/conversation.ts';
import type { JobTools } from '../job/tools.ts';

export interface Figures {
  readonly files: number;
  readonly bytes: number;
}

export type AtStorage =
  | ({ readonly kind: 'running' } & Figures)
  | ({ readonly kind: 'ended'; readonly status: string } & Figures)
  | { readonly kind: 'unknown' };

const PATIENCE = { connectMs: 10_000, silenceMs: 10_000 };

/** Rejects where the Storage Daemon cannot be asked. */
export async function askStorageForJob(storage: StorageResource, job: ByteString, tools: JobTools): Promise<AtStorage> {
  const ask = async (what: string) => {
    const command = storageCommand.dotStatusApi.format({ what, api: 2, options: '' });
    return parseStatusBlocks((await askStorage(storage, tools, command, PATIENCE)).join('\n'));
  };
  // Its name is also that of whoever reads it back.
  const isIt = (block: StatusBlock): boolean => block.get('job') === job && block.get('type') === 'B';
  // In this order: a Job that ends in between is found by the second look.
  const running = (await ask('running')).find(isIt);
  if (running !== undefined) return { kind: 'running', ...figuresIn(running) };
  const ended = (await ask('terminated')).findLast(isIt);
  if (ended === undefined) return { kind: 'unknown' };
  return { kind: 'ended', status: ended.get('status')?.trim().slice(0, 1) || 'f', ...figuresIn(ended) };
}

const figuresIn = (block: StatusBlock): Figures => ({
  files: number(block, 'jobfiles'),
  bytes: number(block, 'jobbytes'),
});

const number = (block: StatusBlock, key: string): number => Number.parseInt(block.get(key) ?? '', 10) || 0;
