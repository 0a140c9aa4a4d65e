/** `Run =` of a Schedule (07 §4): what it overrides in the Job, and when. */
import type { ByteString } from '../../core/index.ts';
import type { PoolResource } from '../resources/director/pool.ts';
import type { StorageResource } from '../resources/director/storage.ts';
import type { JobLevel } from '../resources/keywords.ts';
import type { MessagesResource } from '../resources/shared/messages.ts';
import type { Row } from '../table/index.ts';
import type { ScheduleTimes } from './times.ts';

export type { ScheduleTimes } from './times.ts';

export interface ScheduleRun {
  /** As it stands in the file. */
  readonly text: ByteString;
  readonly times: ScheduleTimes;
  /** What is undefined is left to the Job. */
  readonly level: JobLevel | undefined;
  readonly pool: PoolResource | undefined;
  readonly fullPool: PoolResource | undefined;
  readonly incrementalPool: PoolResource | undefined;
  readonly differentialPool: PoolResource | undefined;
  readonly nextPool: PoolResource | undefined;
  readonly storage: StorageResource | undefined;
  readonly messages: MessagesResource | undefined;
  readonly priority: number | undefined;
  readonly spoolData: boolean | undefined;
  readonly writePartAfterJob: boolean | undefined;
  readonly maxRunSchedTimeSec: number | undefined;
  readonly accurate: boolean | undefined;
}

export function scheduleRuns(name: string): Row<readonly ScheduleRun[]> {
  return { entries: [{ name, read: () => [] }], repeat: 'append', initial: [] };
}

export function scheduleTimes(name: string): Row<readonly ScheduleTimes[]> {
  return { entries: [{ name, read: () => [] }], repeat: 'append', initial: [] };
}
