/** The door of device: where Volumes lie. */
export type { Device, DeviceSpace, OpenMode, VolumeEntry, VolumeFile } from './device.ts';
export {
  DeviceError,
  DeviceFullError,
  DeviceIoError,
  DeviceMissingError,
  DeviceNoAccessError,
  DeviceReadOnlyError,
  VolumeClosedError,
  VolumeHeldError,
  VolumeKindError,
  VolumeMissingError,
  VolumeNameError,
  VolumePresentError,
  VolumeProtectedError,
} from './errors.ts';
export { FileDevice } from './file-device.ts';
export { type DeviceTraffic, MeteredDevice } from './metered-device.ts';
export { deviceError } from './os-error.ts';
export { type Protected, protectionOf, protectVolume, unprotectVolume, type VolumeProtection } from './protection.ts';
export { checkVolumeName, isVolumeName } from './volume-name.ts';
