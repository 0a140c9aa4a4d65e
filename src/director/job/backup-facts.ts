/** What a `run` names, resolved to resources; the rest of the plan is decided with the Catalog's help. */
import { JOB_TYPES } from '../../catalog/index.ts';
import type { ClientResource, DirectorConfig, FileSetResource, JobResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import type { RunRequest } from '../daemon/service.ts';
import type { BackupPlan } from './backup-plan.ts';
import type { Overrides } from './chosen.ts';
import { BadRequestError, UnknownResourceError } from './errors.ts';
import type { BackupLevel } from './level.ts';

export interface BackupFacts {
  readonly resource: JobResource;
  readonly client: ClientResource;
  readonly fileSet: FileSetResource;
  readonly overrides: Overrides;
  readonly accurate: boolean;
  readonly spoolData: boolean;
  /** The one asked for, then the actual one. */
  level: BackupLevel;
  /** Undefined: the Job failed before it was decided. */
  plan: BackupPlan | undefined;
}

export function resolveBackup(request: RunRequest, config: DirectorConfig): BackupFacts {
  const resource = findResource('Job', request.job, config.jobs);
  const name = displayText(resource.name);
  if (resource.type !== 'B') {
    const hint =
      resource.type === 'R'
        ? 'restores are asked for with the restore command'
        : 'this version runs Backup and Restore Jobs only';
    throw new BadRequestError(`Job "${name}" is of Type ${JOB_TYPES[resource.type]}, not a Backup`, hint);
  }
  if (!resource.enabled) throw new BadRequestError(`Job "${name}" is disabled`, 'Enabled = no stands in its resource');
  const client =
    request.client === undefined ? resource.client : findResource('Client', request.client, config.clients);
  if (!client.enabled) throw new BadRequestError(`Client "${displayText(client.name)}" is disabled`);
  const { storage, pool, fileSet } = request;
  return {
    resource,
    client,
    fileSet: fileSet === undefined ? resource.fileSet : findResource('FileSet', fileSet, config.fileSets),
    overrides: {
      pool: pool === undefined ? undefined : findResource('Pool', pool, config.pools),
      storage: storage === undefined ? undefined : findResource('Storage', storage, config.storages),
    },
    accurate: request.accurate ?? resource.accurate,
    spoolData: request.spoolData ?? resource.spoolData,
    level: wantedLevel(request, resource),
    plan: undefined,
  };
}

function wantedLevel(request: RunRequest, resource: JobResource): BackupLevel {
  const level = request.level ?? resource.level ?? 'I';
  if (level === 'F' || level === 'D' || level === 'I') return level;
  const hint = 'Full, Differential and Incremental backups can be run';
  throw new BadRequestError(
    `Job "${displayText(resource.name)}" asks for a level that is not served yet: ${level}`,
    hint,
  );
}

export function findResource<T>(kind: string, name: ByteString, known: ReadonlyMap<ByteString, T>): T {
  const resource = known.get(name);
  if (resource === undefined)
    throw new UnknownResourceError(kind, displayText(name), [...known.keys()].map(displayText));
  return resource;
}
