/**
 * The volumes of a Job: what a Storage Daemon asks the Catalog, and what an operator labels.
 * 08a holds the life of a Volume, 03 §5 the requests.
 */
export { answerCatalogRequest } from './catalog-requests.ts';
export type { VolumeContext, VolumeMessageType, VolumeStorage } from './context.ts';
export type { LabelFacts } from './label-format/facts.ts';
export type { PoolRules } from './pool-rules.ts';
export type { CatalogAnswer, CatalogRequest, JobMediaRange, VolumeAnswer } from './requests.ts';
