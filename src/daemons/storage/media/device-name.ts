/** How genuine daemons print a device in their lines (page 03 §8): `"FileDev1" (/vol)`; lines that quote it double the quotes. */
import type { ByteString } from '../../../core/index.ts';

export const printDevice = (device: { readonly name: ByteString; readonly archiveDevice: ByteString }): ByteString =>
  `"${device.name}" (${device.archiveDevice})`;
