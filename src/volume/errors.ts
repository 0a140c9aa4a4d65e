/** What can be wrong with a bootstrap file, and with a Volume. */
import { AppError, type ByteString, displayText } from '../core/index.ts';
import { describeDamage, type VolumeDamage } from './damage.ts';

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

export class BootstrapRegexError extends AppError {
  readonly code = 'VOLUME_BOOTSTRAP_REGEX';
  override readonly hint = 'It is a POSIX extended regular expression, such as ^/etc/.*conf$';

  constructor(regex: ByteString, options?: ErrorOptions) {
    super(`Not a regular expression for FileRegex: "${displayText(regex.slice(0, SHOWN_BYTES_MAX))}"`, options);
  }
}

/** A Volume cannot be read on from here; `damage` says what was found where. */
export class VolumeDamagedError extends AppError {
  readonly code = 'VOLUME_DAMAGED';
  override readonly hint = 'Restore from a copy of the Volume if there is one; what is undamaged can be salvaged';
  readonly damage: VolumeDamage;

  constructor(damage: VolumeDamage) {
    super(describeDamage(damage));
    this.damage = damage;
  }
}

export class LabelTextError extends AppError {
  readonly code = 'VOLUME_LABEL_TEXT';
  override readonly hint = 'Names of Volumes, Pools, Jobs and daemons have at most 127 bytes, none of them NUL';

  constructor(field: string, value: ByteString) {
    super(`Cannot be written into a label as ${field}: "${displayText(value.slice(0, SHOWN_BYTES_MAX))}"`);
  }
}

export class RecordRefusedError extends AppError {
  readonly code = 'VOLUME_RECORD_REFUSED';
  override readonly hint = 'The File Daemon that sent it is not sound: look at its messages, and upgrade it';

  constructor(fileIndex: number, stream: number, bytes: number) {
    super(`Cannot be written to a Volume: a record of FileIndex ${fileIndex}, stream ${stream}, ${bytes} bytes`);
  }
}
