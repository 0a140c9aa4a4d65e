/** Where a Messages resource sends (07 §5): `kind = types`, or `kind = addresses = types`. */
import type { ByteString } from '../../core/index.ts';
import type { Cursor } from '../language/cursor.ts';
import { describeToken } from '../language/token.ts';
import type { Entry, Row } from '../table/index.ts';
import { quoted } from '../values/render.ts';
import { nextText, readText } from '../values/words.ts';
import { type MessageType, readTypes } from './types.ts';

export type DestinationKind =
  | 'console'
  | 'stdout'
  | 'stderr'
  | 'syslog'
  | 'catalog'
  | 'director'
  | 'file'
  | 'append'
  | 'mail'
  | 'mailOnError'
  | 'mailOnSuccess'
  | 'operator';

export interface MessageDestination {
  readonly kind: DestinationKind;
  /** Mail addresses; the path of `file` and `append`; the name of `director`; empty for the others. */
  readonly where: readonly ByteString[];
  /** What goes there, `!` and `all` worked out: `all` is everything but debug, saved and events. */
  readonly types: readonly MessageType[];
  /** 15.x's `events.<name>`: custom events by name. */
  readonly customEvents: readonly ByteString[];
  /** The MailCommand (OperatorCommand for `operator`) in force where the destination stands. */
  readonly mailCommand: ByteString | undefined;
}

/** The commands in force, and the destinations so far. */
interface State {
  readonly mailCommand: ByteString | undefined;
  readonly operatorCommand: ByteString | undefined;
  readonly list: readonly MessageDestination[];
}

const NOTHING: State = { mailCommand: undefined, operatorCommand: undefined, list: [] };
const PLAIN = { console: 'Console', stdout: 'Stdout', stderr: 'Stderr', syslog: 'Syslog', catalog: 'Catalog' } as const;
const FILES = { file: 'File', append: 'Append' } as const;
const ADDRESSED = {
  director: 'Director',
  mail: 'Mail',
  mailOnError: 'MailOnError',
  mailOnSuccess: 'MailOnSuccess',
  operator: 'Operator',
} as const;

export function destinations(): Row<readonly MessageDestination[]> {
  return {
    entries: [
      command('MailCommand', 'mailCommand'),
      command('OperatorCommand', 'operatorCommand'),
      ...entriesOf(PLAIN, () => []),
      ...entriesOf(FILES, (cursor) => [nextText(cursor, 'a path').text]),
      ...entriesOf(ADDRESSED, readAddresses),
    ],
    repeat: 'last',
    initial: [],
    link: (value) => (value as State).list,
    show: (value) => (value as readonly MessageDestination[]).flatMap(showDestination),
  };
}

function showDestination({
  kind,
  where = [],
  types = [],
  customEvents = [],
  mailCommand,
}: Partial<MessageDestination>): string[] {
  const name = { ...PLAIN, ...FILES, ...ADDRESSED }[kind ?? 'console'];
  const command = kind === 'operator' ? 'OperatorCommand' : 'MailCommand';
  const sent = [...types, ...customEvents.map((event) => `events.${event}`)].join(', ');
  const to = where.length > 0 ? `${where.map(quoted).join(', ')} = ` : '';
  return [...(mailCommand === undefined ? [] : [`${command} = ${quoted(mailCommand)}`]), `${name} = ${to}${sent}`];
}

/** A command applies to the destinations that follow it. */
const command = (name: string, key: 'mailCommand' | 'operatorCommand'): Entry => ({
  name,
  read: (cursor, previous) => ({ ...((previous as State | undefined) ?? NOTHING), [key]: readText(cursor) }),
});

type ReadWhere = (cursor: Cursor) => ByteString[];

function entriesOf(names: Readonly<Partial<Record<DestinationKind, string>>>, readWhere: ReadWhere): Entry[] {
  return Object.entries(names).map(([kind, name]) => ({
    name,
    read: (cursor, previous) => {
      const where = readWhere(cursor);
      if (!(kind in PLAIN)) expectEquals(cursor);
      const state = (previous as State | undefined) ?? NOTHING;
      const mailCommand = commandFor(kind as DestinationKind, state);
      return {
        ...state,
        list: merged(state.list, { kind: kind as DestinationKind, where, ...readTypes(cursor), mailCommand }),
      };
    },
  }));
}

function commandFor(kind: DestinationKind, state: State): ByteString | undefined {
  if (kind === 'operator') return state.operatorCommand;
  return kind.startsWith('mail') ? state.mailCommand : undefined;
}

/** Addresses with commas or blanks between them. */
function readAddresses(cursor: Cursor): ByteString[] {
  const addresses: ByteString[] = [];
  for (;;) {
    addresses.push(
      ...nextText(cursor, 'an address')
        .text.split(' ')
        .filter((address) => address !== ''),
    );
    const after = cursor.next();
    if (after.kind === 'comma') continue;
    cursor.pushBack(after);
    return addresses;
  }
}

function expectEquals(cursor: Cursor): void {
  const token = cursor.nextOverLines();
  if (token.kind === 'equals') return;
  cursor.pushBackEnd(token);
  cursor.fail(token, `Expected \`=\` and message types, found ${describeToken(token)}`, {
    expected: '`= all`, or other message types',
  });
}

/** A destination that is written twice is one, for the messages of both. */
function merged(list: readonly MessageDestination[], added: MessageDestination): MessageDestination[] {
  const same = (other: MessageDestination): boolean =>
    other.kind === added.kind &&
    other.where.join(' ') === added.where.join(' ') &&
    other.mailCommand === added.mailCommand;
  if (!list.some(same)) return [...list, added];
  return list.map((other) => (same(other) ? union(other, added) : other));
}

const union = (a: MessageDestination, b: MessageDestination): MessageDestination => ({
  ...a,
  types: [...new Set([...a.types, ...b.types])],
  customEvents: [...new Set([...a.customEvents, ...b.customEvents])],
});
