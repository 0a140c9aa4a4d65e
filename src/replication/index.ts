/** The door of replication. */
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './catalog/embedded.ts';
