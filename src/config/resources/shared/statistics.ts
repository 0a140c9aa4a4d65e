/** The resource `Statistics` of the Shared's file (07 §9.11): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { duration, keyword, name, type Table, text, texts, uint, yesNo } from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { STATISTICS_TYPES, type StatisticsType } from '../keywords.ts';

export interface StatisticsResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Metric prefix. */
  readonly prefix: ByteString | undefined;
  /** Metric patterns, `!` excludes. */
  readonly metrics: readonly ByteString[];
  /** Collection interval. */
  readonly intervalSec: number;
  /** Graphite port. */
  readonly port: number;
  /** Graphite host. */
  readonly host: ByteString | undefined;
  /** Backup, Restore, Verify, Admin, Migrate, Copy. */
  readonly type: StatisticsType;
  /** CSV file. */
  readonly file: ByteString | undefined;
  /** Replace dots in metric names. */
  readonly mangleMetric: boolean;
}

export const statisticsTable: Table<StatisticsResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  prefix: text('Prefix'),
  metrics: texts('Metrics'),
  intervalSec: duration('Interval', 5 * MINUTE),
  port: uint('Port', 0),
  host: text('Host'),
  type: keyword('Type', STATISTICS_TYPES, { required: true }),
  file: text('File'),
  mangleMetric: yesNo('MangleMetric', false),
};
