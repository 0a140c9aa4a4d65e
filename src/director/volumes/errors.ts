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

export class VolumeExistsError extends AppError {
  readonly code = 'VOLUME_EXISTS';
  override readonly hint = 'list volumes shows it; choose another name';

  constructor(name: ByteString) {
    super(`Volume "${displayText(name)}" is in the Catalog already`);
  }
}

export class PoolFullError extends AppError {
  readonly code = 'VOLUME_POOL_FULL';
  override readonly hint = 'Raise Maximum Volumes in the Pool, or purge and recycle one of its Volumes';

  constructor(pool: ByteString, maxVols: number) {
    super(`Pool "${displayText(pool)}" has its Maximum Volumes of ${maxVols}`);
  }
}
