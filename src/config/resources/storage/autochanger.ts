/** The resource `Autochanger` of the Storage's file (07 §9.20): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { name, references, type Table, text } from '../../table/index.ts';
import type { DeviceResource } from './device.ts';

export interface AutochangerResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Device (or Autochanger) name at the SD. */
  readonly devices: readonly DeviceResource[];
  /** SCSI changer device. */
  readonly changerDevice: ByteString;
  /** Changer script. */
  readonly changerCommand: ByteString;
  /** Changer lock script. */
  readonly lockCommand: ByteString | undefined;
}

export const autochangerTable: Table<AutochangerResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  devices: references<DeviceResource>('Device', 'Device', { required: true }),
  changerDevice: name('ChangerDevice', { required: true }),
  changerCommand: name('ChangerCommand', { required: true }),
  lockCommand: name('LockCommand'),
};
