/** `Run =` of a Schedule (07 §4): what it overrides in the Job, and when. */
import type { ByteString } from '../../core/index.ts';
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import type { PoolResource } from '../resources/director/pool.ts';
import type { StorageResource } from '../resources/director/storage.ts';
import type { JobLevel } from '../resources/keywords.ts';
import type { MessagesResource } from '../resources/shared/messages.ts';
import type { Lookup, Reference, Row } from '../table/index.ts';
import { levelWord, overrideOf, readOverride } from './overrides.ts';
import { type ScheduleTimes, TimesBuilder } from './times.ts';
import { readTimeWord, type TimesState } from './words.ts';

export type { ScheduleTimes } from './times.ts';

/** What a Run line says about the Job; what is undefined is left to it. */
export interface RunOverrides {
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

export interface ScheduleRun extends RunOverrides {
  /** Its words, one blank between them. */
  readonly text: ByteString;
  readonly times: ScheduleTimes;
}

const NOTHING: RunOverrides = {
  level: undefined,
  pool: undefined,
  fullPool: undefined,
  incrementalPool: undefined,
  differentialPool: undefined,
  nextPool: undefined,
  storage: undefined,
  messages: undefined,
  priority: undefined,
  spoolData: undefined,
  writePartAfterJob: undefined,
  maxRunSchedTimeSec: undefined,
  accurate: undefined,
};

export function scheduleRuns(name: string): Row<readonly ScheduleRun[]> {
  return {
    entries: [{ name, read: (cursor) => [readRun(cursor)] }],
    repeat: 'append',
    initial: [],
    link: (value, lookup) => (value as readonly object[]).map((run) => linked(run, lookup) as ScheduleRun),
    show: (value) => (value as readonly ScheduleRun[]).map((run) => `${name} = ${run.text}`),
  };
}

/** `Connect =` of the Client's Schedule: times alone. */
export function scheduleTimes(name: string): Row<readonly ScheduleTimes[]> {
  const read = (cursor: Cursor): ScheduleTimes[] => [readTimes(cursor, nextWord(cursor), [])];
  return { entries: [{ name, read }], repeat: 'append', initial: [] };
}

/** Overrides and levels first, then the times, up to the end of the line. */
function readRun(cursor: Cursor): object {
  const overrides: Record<string, unknown> = { ...NOTHING };
  const words: string[] = [];
  for (;;) {
    const token = nextWord(cursor);
    const level = levelWord(token.text);
    const override = overrideOf(token.text);
    if (level !== undefined) {
      overrides.level = level;
      words.push(token.text);
    } else if (override) {
      const value = readOverride(cursor, token, override);
      overrides[override.key] = value.value;
      words.push(`${token.text}=${value.text}`);
    } else {
      const times = readTimes(cursor, token, words);
      return { text: words.join(' '), times, ...overrides };
    }
  }
}

/** The first word of the times, or another override: no bare number, and not the end of the line. */
function nextWord(cursor: Cursor): Token {
  const token = cursor.next('words');
  if (token.kind === 'string') return token;
  if (token.kind === 'number') {
    cursor.fail(token, 'A bare number cannot stand here', { hint: `Write \`on ${token.text}\`` });
  }
  const hint = token.kind === 'eol' ? { hint: '`daily at 0:00` runs once a day; `hourly` every hour' } : {};
  return cursor.fail(token, `Expected when to run, found ${describeToken(token)}`, { expected: 'a word', ...hint });
}

function readTimes(cursor: Cursor, first: Token, words: string[]): ScheduleTimes {
  const state: TimesState = { times: new TimesBuilder(), atSeen: false };
  for (let token = first; ; token = cursor.next('words')) {
    if (token.kind === 'comma') continue;
    if (token.kind === 'eol' || token.kind === 'eof') {
      cursor.pushBack(token);
      return state.times.build();
    }
    if (token.kind !== 'string' && token.kind !== 'number') {
      const hint = token.kind === 'close' ? { hint: 'A Run line ends with a new line or `;`' } : {};
      cursor.fail(token, `Expected a word or the end of the line, found ${describeToken(token)}`, hint);
    }
    readTimeWord(cursor, token, state);
    words.push(token.text);
  }
}

/** References among the overrides, found. */
function linked(run: object, lookup: Lookup): object {
  const entries = Object.entries(run).map(([key, value]) => [key, isReference(value) ? lookup(value) : value]);
  return Object.fromEntries(entries);
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'kind' in value;
