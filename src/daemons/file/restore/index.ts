/** The door of restore: records of a Volume to files. For worker threads: files are written synchronously. */
export { RestoreFolderError } from './errors.ts';
export { openRestoreWriter } from './open-restore-writer.ts';
export type {
  MetadataDoor,
  PluginFile,
  RestoreFigures,
  RestoreHeader,
  RestoreOptions,
  RestoreWriter,
} from './restore-writer.ts';
export { sessionKey } from './restore-writer.ts';
export { RegexWhereError } from './target/substitutions.ts';
