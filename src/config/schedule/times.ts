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

export type SetName = 'hours' | 'daysOfMonth' | 'weekdays' | 'months' | 'weeksOfMonth' | 'weeksOfYear';

const SIZES: Readonly<Record<SetName, number>> = {
  hours: 24,
  daysOfMonth: 31,
  weekdays: 7,
  months: 12,
  weeksOfMonth: 6,
  weeksOfYear: 54,
};

/** The times while words are read: everything at first, and the first word of a kind clears its set. */
export class TimesBuilder {
  minute = 0;
  lastDayOfMonth = false;
  readonly #sets = new Map<SetName, boolean[]>();
  readonly #narrowed = new Set<SetName>();

  constructor() {
    for (const name of Object.keys(SIZES) as SetName[]) this.fill(name);
  }

  add(name: SetName, index: number): void {
    this.narrow(name);
    this.#set(name)[index] = true;
  }

  /** From one to the other, over the end where that comes first; equal ends mean all. */
  addRange(name: SetName, from: number, to: number): void {
    const size = SIZES[name];
    this.narrow(name);
    if (from === to) this.fill(name);
    for (let i = from; i !== to; i = (i + 1) % size) this.#set(name)[i] = true;
    this.#set(name)[to] = true;
  }

  fill(name: SetName): void {
    this.#sets.set(
      name,
      Array.from({ length: SIZES[name] }, () => true),
    );
  }

  /** Clears the set, unless a word has spoken about it already. */
  narrow(name: SetName): void {
    if (this.#narrowed.has(name)) return;
    this.#narrowed.add(name);
    this.#set(name).fill(false);
  }

  /** Later words of this kind add to what is there. */
  keep(name: SetName): void {
    this.#narrowed.add(name);
  }

  build(): ScheduleTimes {
    const { minute, lastDayOfMonth } = this;
    return {
      hours: this.#set('hours'),
      minute,
      daysOfMonth: this.#set('daysOfMonth'),
      weekdays: this.#set('weekdays'),
      months: this.#set('months'),
      weeksOfMonth: this.#set('weeksOfMonth'),
      weeksOfYear: this.#set('weeksOfYear'),
      lastDayOfMonth,
    };
  }

  #set(name: SetName): boolean[] {
    return this.#sets.get(name) ?? [];
  }
}
