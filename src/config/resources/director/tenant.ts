/** The resource `Tenant` of the Director's file (07 §9.12): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { int, name, size, type Table, text, yesNo } from '../../table/index.ts';

export interface TenantResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Volume size limit (min 1000000 if set). */
  readonly maximumVolumeBytes: number;
  /** Limit. */
  readonly maximumClients: number;
  /** Warn threshold. */
  readonly warningVolumeBytes: number;
  /** Limit. */
  readonly maximumJobs: number;
  /** Limit. */
  readonly maximumStorages: number;
  /** Isolate objects. */
  readonly isolated: boolean;
  /** Resource switched on. */
  readonly enabled: boolean;
}

export const tenantTable: Table<TenantResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  maximumVolumeBytes: size('MaximumVolumeBytes', 0),
  maximumClients: int('MaximumClients', 0),
  warningVolumeBytes: size('WarningVolumeBytes', 0),
  maximumJobs: int('MaximumJobs', 0),
  maximumStorages: int('MaximumStorages', 0),
  isolated: yesNo('Isolated', false),
  enabled: yesNo('Enabled', true),
};
