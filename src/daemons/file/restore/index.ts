/** The door of restore: records of a Volume to files. For worker threads: files are written synchronously. */
export type {
  MetadataDoor,
  PluginFile,
  RestoreFigures,
  RestoreHeader,
  RestoreOptions,
  RestoreWriter,
} from './restore-writer.ts';
