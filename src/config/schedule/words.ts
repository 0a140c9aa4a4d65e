/** The words of a `Run` line that say when (07 §4), as observed of both Directors word by word. */
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import { nearestHint } from '../nearest.ts';
import type { SetName, TimesBuilder } from './times.ts';

type Item = readonly [set: SetName, index: number];

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const POSITIONS = [
  ['1st', 'first'],
  ['2nd', 'second'],
  ['3rd', 'third'],
  ['4th', 'fourth'],
  ['5th', 'fifth'],
  ['6th', 'sixth'],
];

/** Full names and three letters; positions in both spellings. */
const NAMED: ReadonlyMap<string, Item> = new Map<string, Item>([
  ...WEEKDAYS.flatMap((name, i) => [name, name.slice(0, 3)].map((word) => [word, ['weekdays', i]] as const)),
  ...MONTHS.flatMap((name, i) => [name, name.slice(0, 3)].map((word) => [word, ['months', i]] as const)),
  ...POSITIONS.flatMap((words, i) => words.map((word) => [word, ['weeksOfMonth', i]] as const)),
]);

const KEYWORDS: ReadonlyMap<string, (times: TimesBuilder) => void> = new Map<string, (times: TimesBuilder) => void>([
  ['on', () => {}],
  ['at', () => {}],
  ['hourly', (times) => fillAndKeep(times, 'hours')],
  // Not the weekdays: `daily mon` is every Monday. And the days of the month stay all: `daily 13 fri` is every Friday.
  [
    'daily',
    (times) => {
      times.fill('weekdays');
      times.keep('daysOfMonth');
    },
  ],
  ['weekly', (times) => fillAndKeep(times, 'daysOfMonth', 'weeksOfMonth', 'weeksOfYear')],
  ['monthly', (times) => fillAndKeep(times, 'months')],
  [
    'lastday',
    (times) => {
      times.narrow('daysOfMonth');
      times.lastDayOfMonth = true;
    },
  ],
]);

function fillAndKeep(times: TimesBuilder, ...sets: readonly SetName[]): void {
  for (const set of sets) {
    times.fill(set);
    times.keep(set);
  }
}

export interface TimesState {
  readonly times: TimesBuilder;
  /** `at` has been said: times may follow. */
  atSeen: boolean;
}

/** Takes one word in. */
export function readTimeWord(cursor: Cursor, token: Token, state: TimesState): void {
  const word = token.text.toLowerCase();
  const keyword = KEYWORDS.get(word);
  if (keyword) {
    keyword(state.times);
    if (word === 'at') state.atSeen = true;
  } else if (word.includes('-')) {
    const [from, to] = range(cursor, token, word);
    state.times.addRange(from[0], from[1], to[1]);
  } else if (word.includes(':')) {
    if (!state.atSeen) cursor.fail(token, 'A time stands behind `at`', { expected: '`at` before it' });
    const { hour, minute } = timeOfDay(cursor, token, word);
    state.times.add('hours', hour);
    state.times.minute = minute;
  } else {
    const [set, index] = item(cursor, token, word) ?? unknownWord(cursor, token);
    state.times.add(set, index);
  }
}

function unknownWord(cursor: Cursor, token: Token): never {
  const known = [...NAMED.keys(), ...KEYWORDS.keys()];
  return cursor.fail(token, `${describeToken(token)} is no word of a Run line`, {
    expected: 'a day, weekday, month, week, position, or `at` and a time',
    ...nearestHint(token.text, known),
  });
}

function item(cursor: Cursor, token: Token, word: string): Item | undefined {
  const named = NAMED.get(word);
  if (named) return named;
  const week = /^w(\d\d)$/.exec(word)?.[1];
  if (week !== undefined) {
    if (Number(week) > 53) cursor.fail(token, `There is no week ${week}`, { expected: 'w00 to w53' });
    return ['weeksOfYear', Number(week)];
  }
  if (!/^\d{1,9}$/.test(word)) return undefined;
  const day = Number(word);
  if (day < 1 || day > 31) cursor.fail(token, `There is no day ${word} in a month`, { expected: '1 to 31' });
  return ['daysOfMonth', day - 1];
}

function range(cursor: Cursor, token: Token, word: string): [Item, Item] {
  const [first = '', second = '', ...more] = word.split('-');
  const from = item(cursor, token, first);
  const to = item(cursor, token, second);
  if (!from || !to || more.length > 0 || from[0] !== to[0]) {
    return cursor.fail(token, `\`${token.text}\` is no range`, {
      expected: 'two days, weekdays, months, positions or weeks of the year with `-` between them',
    });
  }
  const mayBeEqual = from[0] === 'daysOfMonth' || from[0] === 'weeksOfYear';
  if (from[1] === to[1] && !mayBeEqual) cursor.fail(token, `Both ends of \`${token.text}\` are the same`);
  return [from, to];
}

function timeOfDay(cursor: Cursor, token: Token, word: string): { hour: number; minute: number } {
  const [, digits, minutes, half] = /^(\d{1,2}):(\d\d)(am|pm)?$/.exec(word) ?? [];
  const given = Number(digits);
  const hour = half === undefined ? given : (given % 12) + (half === 'pm' ? 12 : 0);
  const minute = Number(minutes);
  if (digits === undefined || hour > 23 || minute > 59 || (half !== undefined && given > 12)) {
    cursor.fail(token, `\`${token.text}\` is no time of day`, { expected: 'such as 23:05 or 11:05pm' });
  }
  return { hour, minute };
}
