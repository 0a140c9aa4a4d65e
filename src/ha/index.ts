/** The door of ha: who leads, until when that is certain, and what a node does about it. */
export { BareMember, type BareMemberOptions } from './bare-member.ts';
export { CatalogAgent, type CatalogAgentOptions } from './catalog-agent.ts';
export { type CatalogPlace, catalogPlaceIn } from './catalog-place.ts';
export { CATALOG_TRANSITIONS, type CatalogRole } from './catalog-transitions.ts';
export { type ClusterStatus, clusterStatus, type MemberStatus, type OfficeStatus } from './cluster-status.ts';
export type { Dcs, DcsChange, DcsEntry, DcsGuard, DcsOutcome, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
export { DcsLeaseGoneError, DcsRefusedError, DcsUnavailableError } from './dcs/errors.ts';
export { type EtcdOptions, openEtcdDcs } from './dcs/etcd-dcs.ts';
export { MemoryDcs } from './dcs/memory-dcs.ts';
export { DirectorAgent, type DirectorAgentOptions, type DirectorOffice } from './director-agent.ts';
export { DIRECTOR_TRANSITIONS, type DirectorRole } from './director-transitions.ts';
export type { ElectionLimits } from './election.ts';
export { type CatalogHealth, type DirectorHealth, type HealthSources, type NodeHealth, nodeHealth } from './health.ts';
export { HISTORY_MAX, type HistoryEntry, readHistory } from './history.ts';
export { KEYS, type Office } from './keys.ts';
export { LeaseKeeper } from './lease-keeper.ts';
export { type LeaseTiming, leaseTiming } from './lease-timing.ts';
export { StoreReader, type StoreReaderOptions } from './store-reader.ts';
