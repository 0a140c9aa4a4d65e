/** The door of replication. */
export {
  checkEmbeddedPlace,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  embeddedExists,
  startEmbeddedPostgres,
} from './catalog/embedded.ts';
export {
  FollowedCatalog,
  type FollowedCatalogOptions,
  type FollowedPrimary,
} from './catalog/followed/followed-catalog.ts';
export { type CatalogGuide, type GuidedMember, listedServers } from './catalog/followed/guide.ts';
export { PatroniGuide, type PatroniOptions } from './catalog/followed/patroni-guide.ts';
export { formatPlace, type ServerPlace } from './catalog/followed/server-facts.ts';
export type { CatalogLogin } from './catalog/managed/catalog-roles.ts';
export {
  type CatalogInstance,
  InstanceDivergedError,
  type InstanceFacts,
  type SynchronousStandbys,
  type Upstream,
} from './catalog/managed/instance.ts';
export { UpstreamTlsError } from './catalog/managed/managed-errors.ts';
export type { ManagedPlace } from './catalog/managed/managed-place.ts';
export { ManagedPostgres } from './catalog/managed/managed-postgres.ts';
export type { ManagedTlsPaths } from './catalog/managed/managed-tls.ts';
export { type ManagedOptions, openManagedPostgres } from './catalog/managed/open-managed.ts';
export * from './configuration/index.ts';
