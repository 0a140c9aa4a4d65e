/** The resource `FileSet` of the Director's file (07 §9.7): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { excludeBlocks, type FileSetExclude, type FileSetInclude, includeBlocks } from '../../file-set/blocks.ts';
import { name, type Table, text, yesNo } from '../../table/index.ts';

export interface FileSetResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Do not force Full when the FileSet changes. */
  readonly ignoreFileSetChanges: boolean;
  /** Use VSS on Windows. */
  readonly enableVss: boolean;
  /** Use snapshots. */
  readonly enableSnapshot: boolean;
  /** Include blocks in order. */
  readonly includes: readonly FileSetInclude[];
  /** Exclude blocks in order. */
  readonly excludes: readonly FileSetExclude[];
}

export const fileSetTable: Table<FileSetResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  ignoreFileSetChanges: yesNo('IgnoreFileSetChanges', false),
  enableVss: yesNo('EnableVss', true),
  enableSnapshot: yesNo('EnableSnapshot', false),
  includes: includeBlocks(),
  excludes: excludeBlocks(),
};
