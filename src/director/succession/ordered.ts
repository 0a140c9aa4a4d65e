/**
 * What was ordered, in the words that another Director reads (understudy.job_order): a backup as it was asked for, a restore as
 * it was decided, because what it would find later may be something else. What cannot be read is not run.
 */
import type { DirectorConfig, StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { formatBootstrap, parseBootstrap } from '../../volume/index.ts';
import type { RunRequest } from '../daemon/service.ts';
import { findResource } from '../job/backup-facts.ts';
import { BadRequestError } from '../job/errors.ts';
import type { Destination } from '../restore/destination.ts';
import type { RestorePlan } from '../restore/plan.ts';
import { asciiJson, parseObject } from './ascii-json.ts';

/** When, and with which comment, says the Job's row. */
export type BackupRequest = Omit<RunRequest, 'when' | 'comment'>;

export type Ordered =
  | { readonly kind: 'backup'; readonly request: BackupRequest }
  | { readonly kind: 'restore'; readonly priority: number; readonly plan: WrittenPlan };

/** Resources by their names, what is read as a bootstrap. */
export interface WrittenPlan {
  readonly job: ByteString;
  readonly client: ByteString;
  readonly destination: Destination;
  readonly runs: readonly { readonly storage: ByteString; readonly bootstrap: ByteString; readonly again?: boolean }[];
  readonly jobIds: readonly number[];
  readonly filesExpected: number;
  readonly warnings: readonly string[];
}

export function formatOrderedBackup(
  { when: _when, comment: _comment, ...request }: RunRequest,
  priority: number,
): string {
  return asciiJson({ kind: 'backup', request: { ...request, priority } } satisfies Ordered);
}

export function formatOrderedRestore(plan: RestorePlan, priority: number): string {
  const { resource, client, runs, ...rest } = plan;
  const written = runs.map(({ storage, parts, again }) => ({
    storage: storage.name,
    bootstrap: [...formatBootstrap(parts)].join(''),
    ...(again && { again }),
  }));
  const plain = { ...rest, job: resource.name, client: client.name, runs: written };
  return asciiJson({ kind: 'restore', priority, plan: plain } satisfies Ordered);
}

/** Throws BadRequestError for what is no order of ours. */
export function parseOrdered(text: string): Ordered {
  const value = parseObject(text) as Partial<Ordered> & {
    request?: Partial<BackupRequest>;
    plan?: Partial<WrittenPlan>;
  };
  if (value?.kind === 'backup' && typeof value.request?.job === 'string') return value as Ordered;
  if (value?.kind === 'restore' && typeof value.plan?.job === 'string' && Array.isArray(value.plan.runs)) {
    return value as Ordered;
  }
  throw new BadRequestError('What was ordered with this Job cannot be read');
}

/** Throws UnknownResourceError where the configuration does not have any more what the restore was made of. */
export function readPlan(plan: WrittenPlan, config: DirectorConfig): RestorePlan {
  const { job, client, runs, ...rest } = plan;
  return {
    ...rest,
    resource: findResource('Job', job, config.jobs),
    client: findResource('Client', client, config.clients),
    runs: runs.map(({ storage, bootstrap, again }) => ({
      storage: enabled(findResource('Storage', storage, config.storages)),
      parts: [...parseBootstrap(bootstrap)],
      ...(again && { again }),
    })),
  };
}

function enabled(storage: StorageResource): StorageResource {
  if (storage.enabled) return storage;
  throw new BadRequestError(`Storage "${storage.name}" is disabled`, 'Enabled = no stands in its resource');
}
