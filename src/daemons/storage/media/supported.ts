/** Which Device resources are served: folders with plain files. What is not served is said once, and refused to Jobs. */
import type { DeviceResource } from '../../../config/index.ts';

/** Why a device is not served; undefined where it is. */
export function unsupported({ deviceType, volumeEncryption, labelType }: DeviceResource): string | undefined {
  if (deviceType !== undefined && deviceType !== 'File') return `Device Type = ${deviceType} is not supported`;
  // To write in clear what was to be encrypted would be worse than not to write it.
  if (volumeEncryption !== undefined && volumeEncryption !== 'No') return 'Volume Encryption is not supported';
  if (labelType !== undefined && labelType !== 'Bacula') return `Label Type = ${labelType} is not supported`;
  return undefined;
}

/** Directives that are accepted and have no effect here. */
export const ignoredDirectives = (device: DeviceResource): string[] =>
  [
    device.setVolumeAppendOnly ? 'Set Volume Append Only' : '',
    device.setVolumeImmutable ? 'Set Volume Immutable' : '',
    device.setVolumeReadOnly ? 'Set Volume Read Only' : '',
  ].filter((name) => name !== '');
