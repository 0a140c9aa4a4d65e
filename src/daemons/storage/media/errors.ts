/** What can go wrong with Volumes and Jobs on them, beyond the device itself. */
import { AppError, type ByteString, displayText } from '../../../core/index.ts';

export class MediaClosedError extends AppError {
  readonly code = 'STORAGE_STOPPING';
  override readonly hint = 'Run the Job again when the Storage Daemon is back';

  constructor() {
    super('The Storage Daemon is stopping');
  }
}

export class NoVolumeInTimeError extends AppError {
  readonly code = 'STORAGE_NO_VOLUME_IN_TIME';
  override readonly hint = 'Label a Volume, or mount the file system that holds the one that was asked for';

  constructor(device: ByteString, job: ByteString) {
    super(`Max time exceeded waiting to mount Storage Device ${displayText(device)} for Job ${displayText(job)}`);
  }
}

export class NotReservedError extends AppError {
  readonly code = 'STORAGE_NOT_RESERVED';

  constructor(device: ByteString) {
    super(`The place on device "${displayText(device)}" was given back already, or is of the other kind`);
  }
}

export class SessionClosedError extends AppError {
  readonly code = 'STORAGE_SESSION_CLOSED';

  constructor(job: ByteString) {
    super(`The append session of ${displayText(job)} is closed`);
  }
}

/** What was written may be lost: a sync failed, and nobody can say what of it reached the disk. */
export class VolumeRuinedError extends AppError {
  readonly code = 'STORAGE_VOLUME_RUINED';
  override readonly hint = 'Look into the log of the operating system, then run the Job again on another Volume';

  constructor(volume: ByteString, options?: ErrorOptions) {
    super(`What was written to Volume "${displayText(volume)}" may not have reached the disk`, options);
  }
}

export class CatalogRefusedError extends AppError {
  readonly code = 'STORAGE_CATALOG_REFUSED';
  override readonly hint = 'Look into the Director’s log for what its Catalog says';

  constructor(volume: ByteString, why: ByteString) {
    super(`The Director does not take the figures of Volume "${displayText(volume)}": ${displayText(why)}`);
  }
}

export class VolumeNotReadableError extends AppError {
  readonly code = 'STORAGE_VOLUME_NOT_READABLE';
  override readonly hint = 'See what the Catalog says of the Volume: it must exist and be enabled';

  constructor(volume: ByteString, why: ByteString) {
    super(`The Director does not let Volume "${displayText(volume)}" be read: ${displayText(why)}`);
  }
}

export class VolumesFailingError extends AppError {
  readonly code = 'STORAGE_VOLUMES_FAILING';
  override readonly hint = 'Look into the log of the operating system: the disk may be failing or be read-only';

  constructor(device: ByteString, options?: ErrorOptions) {
    super(`One Volume after the other cannot be written on device ${displayText(device)}`, options);
  }
}
