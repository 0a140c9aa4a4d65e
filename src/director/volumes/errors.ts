/** What can go wrong with a Volume before the Storage Daemon sees it. */
import { AppError, type ByteString, displayText } from '../../core/index.ts';

export class LabelFormatError extends AppError {
  readonly code = 'VOLUME_LABEL_FORMAT';
  override readonly hint = 'Correct LabelFormat in the Pool; docs of LabelFormat list variables and operators';

  constructor(format: ByteString, why: string, options?: ErrorOptions) {
    super(`LabelFormat "${displayText(format)}": ${why}`, options);
  }
}

export class IllegalVolumeNameError extends AppError {
  readonly code = 'VOLUME_NAME_ILLEGAL';
  override readonly hint = 'A Volume name is 1 to 127 letters, digits and : . - _';

  constructor(name: ByteString, why: string) {
    super(`${why} in Volume name "${displayText(name)}"`);
  }
}
