/** What can be wrong with a device or a Volume on it, and what the operating system's codes mean here. */
import { AppError, type ByteString, displayText } from '../../../core/index.ts';

export abstract class DeviceError extends AppError {
  /** Of a write that broke off: the bytes that came before. */
  readonly writtenBytes: number = 0;

  withWritten(bytes: number): this {
    return Object.assign(this, { writtenBytes: bytes });
  }
}

export class DeviceFullError extends DeviceError {
  readonly code = 'DEVICE_FULL';
  override readonly hint = 'Make room on the file system, or let Volumes be recycled';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`No space left for ${displayText(where)}`, options);
  }
}

export class DeviceReadOnlyError extends DeviceError {
  readonly code = 'DEVICE_READ_ONLY';
  override readonly hint = 'See how the file system is mounted, and who owns the folder and its Volumes';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`Not permitted to write ${displayText(where)}`, options);
  }
}

export class DeviceMissingError extends DeviceError {
  readonly code = 'DEVICE_MISSING';
  override readonly hint = 'Mount its file system, create the folder, or correct Archive Device';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`No folder for ${displayText(where)}`, options);
  }
}

export class DeviceNoAccessError extends DeviceError {
  readonly code = 'DEVICE_NO_ACCESS';
  override readonly hint = 'The user of the Storage Daemon must be able to read the folder and its Volumes';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`Not permitted to read ${displayText(where)}`, options);
  }
}

export class DeviceIoError extends DeviceError {
  readonly code = 'DEVICE_IO';
  override readonly hint = 'Look into the log of the operating system: the disk may be failing';

  constructor(doing: string, where: ByteString, found: string, options?: ErrorOptions) {
    super(`Error on ${doing} ${displayText(where)}: ${found}`, options);
  }
}

export class VolumeMissingError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_MISSING';
  override readonly hint = 'Mount the file system that holds it, or bring the file back';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`No Volume ${displayText(where)}`, options);
  }
}

export class VolumePresentError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_PRESENT';
  override readonly hint = 'Choose another name, or remove the file if nobody needs it';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`Exists already: ${displayText(where)}`, options);
  }
}

export class VolumeKindError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_KIND';
  override readonly hint = 'A Volume is a plain file in the folder of its device; links are not followed';

  constructor(where: ByteString, options?: ErrorOptions) {
    super(`Not a plain file: ${displayText(where)}`, options);
  }
}

export class VolumeHeldError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_HELD';
  override readonly hint = 'Let only one daemon write into a folder of Volumes, or give each a Pool of its own';

  /** `holder`: as in "is written by …". */
  constructor(where: ByteString, holder: string) {
    super(`${displayText(where)} is written by ${holder}`);
  }
}

/** Its file says that it must not change before a day. */
export class VolumeProtectedError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_PROTECTED';
  override readonly hint = 'Wait until then, and let Jobs use other Volumes; who is root can take the protection away';

  constructor(where: ByteString, until: Date) {
    super(`${displayText(where)} is protected until ${until.toISOString()}`);
  }
}

export class VolumeNameError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_NAME';
  override readonly hint =
    'A Volume name holds 1 to 127 bytes, no slash, no control character, and is not a run of dots';

  constructor(volume: ByteString) {
    super(`Not usable as the name of a Volume: "${displayText(volume.slice(0, 200))}"`);
  }
}

export class VolumeClosedError extends DeviceError {
  readonly code = 'DEVICE_VOLUME_CLOSED';

  constructor(where: ByteString) {
    super(`Closed already: ${displayText(where)}`);
  }
}
