/** What can be wrong with a bootstrap file. */
import { AppError, type ByteString, displayText } from '../core/index.ts';

const SHOWN_BYTES_MAX = 120;

export class BootstrapSyntaxError extends AppError {
  readonly code = 'VOLUME_BOOTSTRAP_SYNTAX';
  override readonly hint = 'A bootstrap file has lines like Volume="name", VolSessionId=1, FileIndex=1-20';

  constructor(lineNumber: number, line: ByteString, found: string) {
    super(`Bootstrap file, line ${lineNumber}: ${found}: "${displayText(line.slice(0, SHOWN_BYTES_MAX))}"`);
  }
}

export class BootstrapTooLargeError extends AppError {
  readonly code = 'VOLUME_BOOTSTRAP_TOO_LARGE';
  override readonly hint = 'Restore fewer files at once, or whole folders';

  constructor(found: string) {
    super(`Bootstrap file too large: ${found}`);
  }
}

export class BootstrapTextError extends AppError {
  readonly code = 'VOLUME_BOOTSTRAP_TEXT';
  override readonly hint = 'Names in a bootstrap file may hold neither quotes nor newlines';

  constructor(keyword: string, value: ByteString) {
    super(`Cannot be written as ${keyword}: "${displayText(value.slice(0, SHOWN_BYTES_MAX))}"`);
  }
}
