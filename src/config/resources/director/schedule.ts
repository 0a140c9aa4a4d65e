/** The resource `Schedule` of the Director's file (07 §9.8): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { type ScheduleRun, scheduleRuns } from '../../schedule/run.ts';
import { name, type Table, text, yesNo } from '../../table/index.ts';

export interface ScheduleResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** One for each Run directive. */
  readonly runs: readonly ScheduleRun[];
  /** Schedule switched on. */
  readonly enabled: boolean;
}

export const scheduleTable: Table<ScheduleResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  runs: scheduleRuns('Run'),
  enabled: yesNo('Enabled', true),
};
