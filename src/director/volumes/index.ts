/**
 * The Volumes of a Job: what a Storage Daemon asks of the Catalog, and what an operator labels.
 * 08a holds the life of a Volume, 03 §5 the requests.
 */
export { answerCatalogRequest, type VolumeRequest } from './catalog-requests.ts';
export type { CounterRules, VolumeContext, VolumeMessageType, VolumeStorage } from './context.ts';
export { IllegalVolumeNameError, LabelFormatError, PoolFullError, VolumeExistsError } from './errors.ts';
export type { LabelFacts } from './label-format/facts.ts';
export { VolumeLabelRefusedError } from './label-refusals.ts';
export {
  type LabelRequest,
  type LabelResult,
  type LabelStorage,
  type LabelTools,
  labelVolume,
} from './label-volume.ts';
export type { PoolRules } from './pool-rules.ts';
export { registerCounters } from './register-counters.ts';
export { type PoolIds, registerPools } from './register-pools.ts';
export { registerStorages, type StorageFacts, type StorageIds } from './register-storages.ts';
export { applyUpdateMedia } from './update-media.ts';
