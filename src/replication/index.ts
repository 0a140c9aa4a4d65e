/** The door of replication. */
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  embeddedExists,
  startEmbeddedPostgres,
} from './catalog/embedded.ts';
