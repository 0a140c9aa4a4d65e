/**
 * Where a daemon listens (07 §1.3): `xxPort` and `xxAddress`, or the block `xxAddresses`; the two styles do not mix.
 * Names are not resolved here: that is left to whoever listens.
 */
import type { ByteString } from '../../../core/index.ts';
import { expectEquals, readBlock } from '../../language/block.ts';
import type { Cursor } from '../../language/cursor.ts';
import { describeToken, type Token } from '../../language/token.ts';
import type { Row } from '../../table/index.ts';

export interface ListenAddress {
  /** `any`: whatever the address turns out to be. */
  readonly family: 'any' | 'ipv4' | 'ipv6';
  /** A host name or an address; undefined: all interfaces. */
  readonly address: ByteString | undefined;
  readonly port: number;
}

type Item = Omit<ListenAddress, 'port'> & { readonly port: number | undefined };

/** What the directives of either style have said so far. */
interface State {
  readonly port: number | undefined;
  readonly address: ByteString | undefined;
  readonly block: readonly Item[] | undefined;
}

const NOTHING: State = { port: undefined, address: undefined, block: undefined };
const PORTS: Readonly<Record<string, number>> = {
  'bacula-dir': 9101,
  'bacula-fd': 9102,
  'bacula-sd': 9103,
  http: 80,
  https: 443,
};
const FAMILIES: Readonly<Record<string, ListenAddress['family']>> = { ip: 'any', ipv4: 'ipv4', ipv6: 'ipv6' };

/** The directives `<prefix>Port`, `<prefix>Address` and `<prefix>Addresses`. */
export function listenAddresses(prefix: string, defaultPort: number): Row<readonly ListenAddress[]> {
  const state = (previous: unknown): State => (previous as State | undefined) ?? NOTHING;
  return {
    entries: [
      {
        name: `${prefix}Port`,
        strict: true,
        read: (cursor, previous) => ({ ...oldStyle(cursor, state(previous)), port: readPort(cursor) }),
      },
      {
        name: `${prefix}Address`,
        strict: true,
        read: (cursor, previous) => ({ ...oldStyle(cursor, state(previous)), address: readHost(cursor) }),
      },
      { name: `${prefix}Addresses`, read: (cursor, previous) => newStyle(cursor, state(previous)) },
    ],
    repeat: 'last',
    initial: [{ family: 'any', address: undefined, port: defaultPort }],
    show: (value) => showAddresses(prefix, value as readonly ListenAddress[]),
    link: (value) => {
      const { port = defaultPort, address, block } = value as State;
      if (!block) return [{ family: 'any', address, port }];
      return block.map((item) => ({ ...item, port: item.port ?? defaultPort }));
    },
  };
}

function showAddresses(prefix: string, addresses: readonly ListenAddress[]): string[] {
  const words = { any: 'ip', ipv4: 'ipv4', ipv6: 'ipv6' };
  const items = addresses.map(({ family, address, port }) => {
    const addr = address === undefined ? '' : `addr = ${address}; `;
    return `  ${words[family]} = { ${addr}port = ${port} }`;
  });
  return [`${prefix}Addresses = {`, ...items, '}'];
}

/** The address that connections are made from. */
export const sourceAddress = (name: string): Row<ByteString | undefined> => ({
  entries: [{ name, strict: true, read: (cursor) => readHost(cursor) }],
  repeat: 'last',
  initial: undefined,
});

function oldStyle(cursor: Cursor, state: State): State {
  if (state.block === undefined) return state;
  const token = cursor.next();
  return cursor.fail(token, 'An address block and single addresses or ports do not mix', {
    hint: 'Put the port into the block',
  });
}

function newStyle(cursor: Cursor, state: State): State {
  const items: Item[] = [];
  const open = cursor.nextOverLines();
  cursor.pushBack(open);
  if (state.port !== undefined || state.address !== undefined) {
    cursor.fail(open, 'An address block and single addresses or ports do not mix', {
      hint: 'Put the port into the block',
    });
  }
  const item = (family: ListenAddress['family']) => (at: Cursor, name: Token) => {
    expectEquals(at, name);
    items.push({ family, ...readItem(at) });
  };
  const entries = new Map(Object.entries(FAMILIES).map(([word, family]) => [word, item(family)]));
  // `ipv4` and `ipv6` end in a digit, which makes them words and not identifiers.
  readBlock(cursor, { what: 'an address block', names: Object.keys(FAMILIES), entries });
  if (items.length === 0)
    cursor.fail(open, 'An address block without an address', { expected: 'ip = { addr = …; port = … }' });
  return { ...state, block: [...(state.block ?? []), ...items] };
}

function readItem(cursor: Cursor): { address: ByteString | undefined; port: number | undefined } {
  let address: ByteString | undefined;
  let port: number | undefined;
  const once = (seen: unknown, name: Token): void => {
    if (seen !== undefined) cursor.fail(name, `Only one ${name.text} is allowed in an address`);
  };
  readBlock(cursor, {
    what: 'an address',
    names: ['addr', 'port'],
    entries: new Map([
      [
        'addr',
        (at: Cursor, name: Token) => {
          once(address, name);
          expectEquals(at, name);
          address = readHost(at);
        },
      ],
      [
        'port',
        (at: Cursor, name: Token) => {
          once(port, name);
          expectEquals(at, name);
          port = readPort(at);
        },
      ],
    ]),
  });
  return { address, port };
}

function readHost(cursor: Cursor): ByteString {
  const token = cursor.next();
  if (token.kind === 'identifier' || token.kind === 'string' || token.kind === 'number') return token.text;
  return cursor.fail(token, `Expected an address, found ${describeToken(token)}`, {
    expected: 'a host name or an address, without quotes',
  });
}

function readPort(cursor: Cursor): number {
  const token = cursor.next();
  const expected = 'a port from 1 to 65535, without quotes';
  const service = PORTS[token.text.toLowerCase()];
  if ((token.kind === 'identifier' || token.kind === 'string') && service !== undefined) return service;
  const port = /^\d{1,5}$/.test(token.text) && token.kind !== 'quoted' ? Number(token.text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const hint = token.kind === 'identifier' ? { hint: 'Write the number of the service' } : {};
  return cursor.fail(token, `Expected a port, found ${describeToken(token)}`, { expected, ...hint });
}
