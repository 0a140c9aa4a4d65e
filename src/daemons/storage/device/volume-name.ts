/** Names come from a network: one that could leave the device's folder, or garble a terminal, is refused here. */
import type { ByteString } from '../../../core/index.ts';
import { VolumeNameError } from './errors.ts';

const BYTES_MAX = 127;
const FORBIDDEN = /[/\x00-\x1f\x7f]/;

export const isVolumeName = (name: ByteString): boolean =>
  name.length > 0 && name.length <= BYTES_MAX && !FORBIDDEN.test(name) && !/^\.+$/.test(name);

/** Throws VolumeNameError. */
export function checkVolumeName(name: ByteString): void {
  if (!isVolumeName(name)) throw new VolumeNameError(name);
}
