/**
 * The times of a `Run` line (07 §4): six sets, one minute, one flag. A time matches when its hour and minute do, and
 * either its day of month, weekday, month, week of month and week of year all do, or it is the last day of a month
 * that does.
 */

export interface ScheduleTimes {
  /** 24 flags, hour of day. */
  readonly hours: readonly boolean[];
  /** One minute for all hours. */
  readonly minute: number;
  /** 31 flags; index 0 is the 1st. */
  readonly daysOfMonth: readonly boolean[];
  /** 7 flags, Sunday first. */
  readonly weekdays: readonly boolean[];
  /** 12 flags, January first. */
  readonly months: readonly boolean[];
  /** 6 flags; index 0 holds the days 1 to 7. */
  readonly weeksOfMonth: readonly boolean[];
  /** 54 flags, weeks 0 to 53. */
  readonly weeksOfYear: readonly boolean[];
  readonly lastDayOfMonth: boolean;
}
