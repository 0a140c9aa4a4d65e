/** The resource `Schedule` of the Client's file (07 §9.16): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { type ScheduleTimes, scheduleTimes } from '../../schedule/run.ts';
import { name, type Table, text, yesNo } from '../../table/index.ts';

export interface ClientScheduleResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Resource switched on. */
  readonly enabled: boolean;
  /** Time specification (same grammar as Run, without overrides) when to connect. */
  readonly connect: readonly ScheduleTimes[];
}

export const clientScheduleTable: Table<ClientScheduleResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  enabled: yesNo('Enabled', true),
  connect: scheduleTimes('Connect'),
};
