/** The door of restores: from what was asked for to a plan, and from the plan to a Job of its own kind. */
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
export { restoreKind } from './restore-kind.ts';
export { type BootstrapTarget, type WrittenBackup, writeBootstrap } from './write-bootstrap.ts';
