/** What goes wrong with the files that a Storage Daemon keeps for a while: spools and journals. */
import { AppError, type ByteString, describeError, displayText } from '../../../core/index.ts';

export class SpoolFileError extends AppError {
  readonly code = 'STORAGE_SPOOL_FILE';
  override readonly hint =
    'Is there room in the WorkingDirectory (or Spool Directory), and may the daemon write there?';

  constructor(doing: string, path: ByteString, cause: unknown) {
    super(`Cannot ${doing} ${displayText(path)}: ${describeError(cause)}`, { cause });
  }
}

export class SpoolDamagedError extends AppError {
  readonly code = 'STORAGE_SPOOL_DAMAGED';
  override readonly hint = 'Somebody else writes to the files of the daemon, or the disk fails';

  constructor(path: ByteString, at: number) {
    super(`${displayText(path)} does not hold what was written there, at byte ${at}`);
  }
}
