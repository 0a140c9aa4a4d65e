/** The kinds of message, and how a list of them is read (07 §5). */
import type { ByteString } from '../../core/index.ts';
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import { nearestHint } from '../nearest.ts';
import { nextText } from '../values/words.ts';

const TYPES = [
  'abort',
  'debug',
  'events',
  'fatal',
  'error',
  'warning',
  'info',
  'saved',
  'notSaved',
  'skipped',
  'mount',
  'terminate',
  'restored',
  'security',
  'alert',
  'volMgmt',
  'errorTerm',
  'verified',
] as const;
export type MessageType = (typeof TYPES)[number];

const NOT_IN_ALL: readonly MessageType[] = ['debug', 'events', 'saved'];
const BY_WORD: ReadonlyMap<string, MessageType> = new Map(TYPES.map((type) => [type.toLowerCase(), type] as const));

export interface TypeList {
  readonly types: readonly MessageType[];
  readonly customEvents: readonly ByteString[];
}

/** Words with commas between them, the order being the meaning: `all, !skipped`. */
export function readTypes(cursor: Cursor): TypeList {
  const types = new Set<MessageType>();
  const customEvents = new Set<ByteString>();
  for (;;) {
    take(cursor, nextText(cursor, 'a message type'), types, customEvents);
    const after = cursor.next();
    if (after.kind === 'comma') continue;
    cursor.pushBack(after);
    return { types: TYPES.filter((type) => types.has(type)), customEvents: [...customEvents] };
  }
}

function take(cursor: Cursor, token: Token, types: Set<MessageType>, customEvents: Set<ByteString>): void {
  const removed = token.text.startsWith('!');
  const word = token.text.slice(removed ? 1 : 0).toLowerCase();
  const type = BY_WORD.get(word);
  if (word === 'all') {
    if (removed) cursor.warn(token, 'Bacula reads `!all` as `all`');
    for (const each of TYPES) if (!NOT_IN_ALL.includes(each)) types.add(each);
  } else if (type !== undefined) {
    if (removed) types.delete(type);
    else types.add(type);
  } else if (word.startsWith('events.') && word.length > 'events.'.length) {
    const name = token.text.slice(token.text.indexOf('.') + 1);
    if (removed) customEvents.delete(name);
    else customEvents.add(name);
  } else {
    cursor.fail(token, `${describeToken(token)} is no message type`, {
      expected: `one of all, ${TYPES.join(', ')}`,
      ...nearestHint(word, ['all', ...TYPES]),
    });
  }
}
