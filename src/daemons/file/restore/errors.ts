/** What stands in the way of a restore; what stands in the way of one file is said in its FileProblem. */
import { AppError, type ByteString, displayText } from '../../../core/index.ts';

/** Thrown while one file is at work, and caught there. */
export class TargetError extends Error {
  readonly text: ByteString;

  constructor(text: ByteString, options?: ErrorOptions) {
    super(displayText(text), options);
    this.text = text;
  }
}

export class RestoreFolderError extends AppError {
  readonly code = 'CLIENT_RESTORE_FOLDER';
  override readonly hint = 'Choose another folder as Where, or make this one writable for the Client';

  constructor(folder: ByteString, found: string, options?: ErrorOptions) {
    super(`Nothing can be restored below ${displayText(folder)}: ${found}`, options);
  }
}
