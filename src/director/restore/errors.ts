/** Why a restore cannot be begun. Each code has its row in docs/errors.md. */
import { AppError, displayText } from '../../core/index.ts';

const SHOWN_MAX = 20;
export const shownNames = (names: readonly string[]): string =>
  names.length > SHOWN_MAX
    ? `${names.slice(0, SHOWN_MAX).map(displayText).join(', ')} and ${names.length - SHOWN_MAX} more`
    : names.map(displayText).join(', ');

/** There is no such Job, Client, FileSet or Full; the hint names what there is. */
export class NothingToRestoreError extends AppError {
  readonly code = 'RESTORE_NOTHING_THERE';
  declare readonly hint?: string;
  constructor(sentence: string, hint?: string) {
    super(sentence);
    if (hint !== undefined) this.hint = hint;
  }
}

/** More than one thing could be meant. */
export class RestoreAmbiguousError extends AppError {
  readonly code = 'RESTORE_AMBIGUOUS';
  override readonly hint: string;
  constructor(sentence: string, hint: string) {
    super(sentence);
    this.hint = hint;
  }
}

export class FilesPurgedError extends AppError {
  readonly code = 'RESTORE_FILES_PURGED';
  override readonly hint: string;
  constructor(jobIds: readonly number[], hint: string) {
    super(`The Catalog no longer has the file records of JobId ${jobIds.join(', ')}`);
    this.hint = hint;
  }
}

export class FilesNotFoundError extends AppError {
  readonly code = 'RESTORE_FILES_NOT_FOUND';
  override readonly hint = 'Paths are those of the backup, absolute, as `list files JOBID` shows them';
  constructor(items: readonly string[], jobIds: readonly number[]) {
    super(`None of JobId ${jobIds.slice(0, SHOWN_MAX).join(', ')} has ${shownNames(items)}`);
  }
}

export class VolumesMissingError extends AppError {
  readonly code = 'RESTORE_VOLUMES_MISSING';
  override readonly hint: string;
  constructor(sentence: string, hint: string) {
    super(sentence);
    this.hint = hint;
  }
}

export class BadRestoreError extends AppError {
  readonly code = 'RESTORE_BAD_REQUEST';
  declare readonly hint?: string;
  constructor(sentence: string, hint?: string) {
    super(sentence);
    if (hint !== undefined) this.hint = hint;
  }
}
