/** The door of restores: from what was asked for to a plan, and from the plan to a Job of its own kind. */
export { adoptedRestore } from './adopted-restore.ts';
export {
  BadRestoreError,
  FilesNotFoundError,
  FilesPurgedError,
  NothingToRestoreError,
  RestoreAmbiguousError,
  VolumesMissingError,
} from './errors.ts';
export { type PlanContext, planBootstrap, planRestore, type RestorePlan } from './plan.ts';
export type { RestoreRequest, RestoreSource } from './request.ts';
export { parseRestoreBrief } from './restore-brief.ts';
export { restoreKind } from './restore-kind.ts';
export { restoreStorage } from './restore-storage.ts';
export { type BootstrapTarget, type WrittenBackup, writeBootstrap } from './write-bootstrap.ts';
