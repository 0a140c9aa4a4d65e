/** The overrides of a `Run` line (07 §4): `Keyword = value` before the times. */
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import { JOB_LEVELS, type JobLevel } from '../resources/keywords.ts';
import { parseDuration } from '../values/duration.ts';
import { checkedName, keywordValue, nextText, referenceTo } from '../values/words.ts';

interface Override {
  /** The property of the ScheduleRun. */
  readonly key: string;
  read(cursor: Cursor): { readonly value: unknown; readonly text: string };
}

const YES_NO = { yes: true, no: false, true: true, false: false };

const word = (cursor: Cursor, what: string): Token => {
  const token = cursor.next('words');
  if (token.kind === 'number')
    cursor.fail(token, `Expected ${what}, found ${describeToken(token)}`, { expected: what });
  cursor.pushBack(token);
  return nextText(cursor, what, 'words');
};

const reference = (key: string, kind: string): Override => ({
  key,
  read(cursor) {
    const token = checkedName(cursor, word(cursor, `the name of a ${kind}`));
    return { value: referenceTo(kind, token), text: token.text };
  },
});

const keyword = (key: string, words: Readonly<Record<string, unknown>>): Override => ({
  key,
  read(cursor) {
    const token = word(cursor, `one of ${Object.keys(words).join(', ')}`);
    return { value: keywordValue(cursor, token, words), text: token.text };
  },
});

const priority: Override = {
  key: 'priority',
  read(cursor) {
    const token = cursor.next('words');
    if (!/^\d{1,9}$/.test(token.text)) {
      cursor.fail(token, `Expected a number, found ${describeToken(token)}`, { expected: 'a whole number' });
    }
    return { value: Number(token.text), text: token.text };
  },
};

/** One word, or a quoted text with blanks. */
const maxRunSchedTime: Override = {
  key: 'maxRunSchedTimeSec',
  read(cursor) {
    const token = nextText(cursor, 'a duration', 'words');
    const value = parseDuration(token.text);
    if (value === undefined)
      cursor.fail(token, `\`${token.text}\` is not a duration`, { expected: 'such as 2h or "2 hours"' });
    return { value, text: token.text };
  },
};

const OVERRIDES: Readonly<Record<string, Override>> = {
  level: keyword('level', JOB_LEVELS),
  pool: reference('pool', 'Pool'),
  fullpool: reference('fullPool', 'Pool'),
  incrementalpool: reference('incrementalPool', 'Pool'),
  differentialpool: reference('differentialPool', 'Pool'),
  nextpool: reference('nextPool', 'Pool'),
  storage: reference('storage', 'Storage'),
  messages: reference('messages', 'Messages'),
  priority,
  spooldata: keyword('spoolData', YES_NO),
  writepartafterjob: keyword('writePartAfterJob', YES_NO),
  maxrunschedtime: maxRunSchedTime,
  accurate: keyword('accurate', YES_NO),
};

export const overrideOf = (text: string): Override | undefined =>
  Object.hasOwn(OVERRIDES, text.toLowerCase()) ? OVERRIDES[text.toLowerCase()] : undefined;

export function levelWord(text: string): JobLevel | undefined {
  const wanted = text.toLowerCase();
  return Object.entries(JOB_LEVELS).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** The equals sign and the value. */
export function readOverride(cursor: Cursor, name: Token, override: Override): { value: unknown; text: string } {
  const token = cursor.next('words');
  if (token.kind !== 'equals') {
    cursor.fail(token, `Expected \`=\` behind ${name.text}, found ${describeToken(token)}`, { expected: '=' });
  }
  return override.read(cursor);
}
