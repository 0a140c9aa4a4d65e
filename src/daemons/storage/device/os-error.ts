/** From the operating system's codes to the errors of a device. */
import type { ByteString } from '../../../core/index.ts';
import {
  DeviceError,
  DeviceFullError,
  DeviceIoError,
  DeviceNoAccessError,
  DeviceReadOnlyError,
  VolumeKindError,
  VolumeMissingError,
  VolumePresentError,
} from './errors.ts';

export type Doing = 'opening' | 'reading' | 'writing' | 'truncating' | 'syncing' | 'listing' | 'removing' | 'measuring';

const WRITES: ReadonlySet<Doing> = new Set(['writing', 'truncating', 'removing', 'syncing']);

/** `writing`: the call was meant to write, so a lack of permission is about that. */
export function deviceError(error: unknown, doing: Doing, where: ByteString, writing = WRITES.has(doing)): DeviceError {
  if (error instanceof DeviceError) return error;
  const options = { cause: error };
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new DeviceFullError(where, options);
    case 'EROFS':
      return new DeviceReadOnlyError(where, options);
    case 'EACCES':
    case 'EPERM':
      return writing ? new DeviceReadOnlyError(where, options) : new DeviceNoAccessError(where, options);
    case 'ENOENT':
    case 'ENOTDIR':
      return new VolumeMissingError(where, options);
    case 'EEXIST':
      return new VolumePresentError(where, options);
    case 'ELOOP':
    case 'EISDIR':
    case 'ENXIO':
      return new VolumeKindError(where, options);
    default:
      return new DeviceIoError(doing, where, error instanceof Error ? error.message : String(error), options);
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? (error as { code: unknown }).code : undefined;
