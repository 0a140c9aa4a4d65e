/** What a restore may be asked for. Left out: as the restore Job's resource has it. */

import type { ByteString } from '../../core/index.ts';
import type { Replace } from '../../protocol/index.ts';

/** Where the files come from. */
export type RestoreSource =
  /** What this one Job saved. */
  | { readonly kind: 'job'; readonly jobId: number }
  /** What a Client had then: its last Full, and what came after it. */
  | {
      readonly kind: 'point-in-time';
      readonly client: ByteString;
      /** May be left out where the Client has only ever been backed up with one. */
      readonly fileSet?: ByteString;
      /** Only Jobs that started before; left out: all up to now. */
      readonly before?: Date;
    }
  /** A bootstrap file's text. */
  | { readonly kind: 'bootstrap'; readonly text: ByteString };

export interface RestoreRequest {
  readonly from: RestoreSource;
  /**
   * Chosen files and folders: an absolute path (a folder with all below it), or a pattern with `*` and `?` (within one
   * folder), `**` (across folders), `[…]`. A pattern without a slash is tried in every folder. Left out: everything.
   */
  readonly files?: readonly ByteString[];
  /** The restore Job's resource; left out: the first one of Type Restore. */
  readonly job?: ByteString;
  /** The Client to restore to; left out: where the files came from. */
  readonly client?: ByteString;
  /** A folder to put in front of every path; empty or `/`: the original place. */
  readonly where?: ByteString;
  /** Substitutions `!search!replace!flags`, joined by commas. Beats `where`. */
  readonly regexWhere?: ByteString;
  readonly stripPrefix?: ByteString;
  readonly addPrefix?: ByteString;
  readonly addSuffix?: ByteString;
  /** Put `where` also in front of absolute targets of symbolic links. */
  readonly prefixLinks?: boolean;
  /** What becomes of files that are there: a always, w ifnewer, o ifolder, n never. */
  readonly replace?: Replace;
  /** Read from this Storage instead of the one that the Volumes were written at. */
  readonly storage?: ByteString;
  readonly priority?: number;
  readonly when?: Date;
  readonly comment?: ByteString;
}
