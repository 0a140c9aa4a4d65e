/** The door of replication. */
export {
  checkEmbeddedPlace,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  embeddedExists,
  startEmbeddedPostgres,
} from './catalog/embedded.ts';
