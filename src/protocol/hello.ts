/**
 * The first line of every conversation: who calls, for what, and how (specification 01-wire §4). Names travel with
 * their blanks turned into bytes 0x01 ("bashed" in the specification). `tlspsk` is said by 15.x only; whoever leaves it out offers none.
 * Behind it our own Directors say which extension they know (docs/decisions/0050): genuine daemons do not read that far.
 */
import type { ByteString } from '../core/index.ts';
import { hideBlanks, showBlanks } from './blanks.ts';
import { NameTooLongError } from './errors.ts';
import { decodeTlsNeeds, encodeTlsNeeds, type TlsNeeds } from './tls-settings.ts';

/** The name under which bconsole calls when it uses the Director's own password. */
export const DEFAULT_CONSOLE = '*UserAgent*';

/** The version numbers that we say in each role; genuine 9.6.7 and 15.0.3 peers accept all of them (§3). */
export const OUR_VERSION = { director: 10002, client: 15, storage: 30008, console: 200 } as const;

/** 1: epochs and journals (docs/decisions/0050); 2: and the wills of Jobs beside them. */
export const OUR_EXTENSION = 2;
/** From here on a Storage Daemon keeps wills. */
export const WILLS_EXTENSION = 2;

export type Hello =
  | {
      readonly kind: 'console-to-director';
      readonly console: ByteString;
      readonly version: number;
      readonly tls?: TlsNeeds;
    }
  | {
      readonly kind: 'client-to-director';
      readonly client: ByteString;
      readonly version: number;
      readonly tls?: TlsNeeds;
    }
  | {
      readonly kind: 'director-to-client';
      readonly director: ByteString;
      readonly version: number;
      readonly tls?: TlsNeeds;
    }
  | {
      readonly kind: 'director-to-storage';
      readonly director: ByteString;
      readonly version: number;
      readonly tls?: TlsNeeds;
      /** The extension of ours that it knows; left out by genuine Directors. */
      readonly extension?: number;
    }
  | { readonly kind: 'client-to-storage'; readonly job: ByteString; readonly version: number; readonly tls?: TlsNeeds }
  | {
      readonly kind: 'storage-to-storage';
      readonly job: ByteString;
      /** The FD version that the calling Storage daemon poses as. */
      readonly version: number;
      readonly storageVersion: number;
      readonly tls?: TlsNeeds;
    }
  | { readonly kind: 'storage-to-client'; readonly job: ByteString; readonly storageVersion: number }
  | { readonly kind: 'ping' };

export type HelloKind = Hello['kind'];

/** Real receivers take 500 bytes at most (a Director even less); none takes a longer name. */
export const HELLO_BYTES_MAX = 500;
export const NAME_BYTES_MAX = 127;

/** @throws NameTooLongError */
export function formatHello(hello: Hello): ByteString {
  switch (hello.kind) {
    case 'console-to-director':
      return `Hello ${name(hello.console)} calling ${hello.version}${tlspsk(hello.tls)}\n`;
    case 'client-to-director':
      return `Hello ${name(hello.client)} fdcallsdir ${hello.version}${tlspsk(hello.tls)}\n`;
    case 'director-to-client':
      return `Hello Director ${name(hello.director)} calling ${hello.version}${tlspsk(hello.tls)}\n`;
    case 'director-to-storage':
      return `Hello SD: Bacula Director ${name(hello.director)} calling ${hello.version}${tlspsk(hello.tls)}${extension(hello.extension)}\n`;
    case 'client-to-storage':
      return `Hello Bacula SD: Start Job ${name(hello.job)} ${hello.version}${tlspsk(hello.tls)}\n`;
    case 'storage-to-storage':
      return `Hello Bacula SD: Start Job ${name(hello.job)} ${hello.version} ${hello.storageVersion}${tlspsk(hello.tls)}\n`;
    case 'storage-to-client':
      return `Hello FD: Bacula Storage calling Start Job ${name(hello.job)} ${hello.storageVersion}\n`;
    case 'ping':
      return 'Ping\n';
  }
}

function name(value: ByteString): ByteString {
  if (value.length === 0 || value.length > NAME_BYTES_MAX) throw new NameTooLongError(value, NAME_BYTES_MAX);
  return hideBlanks(value);
}

/** Also at the end of the reply that accepts it, see final-reply.ts. */
export const extension = (value: number | undefined): ByteString => (value === undefined ? '' : ` understudy=${value}`);
const EXTENSION = / understudy=(\d{1,4})[ \t\r\n\x00]/;

/** What formatHello and formatStorageReply put there; undefined: a genuine peer. */
export function extensionOf(text: ByteString): number | undefined {
  const match = EXTENSION.exec(text);
  return match === null ? undefined : Number(match[1]);
}

const tlspsk = (tls: TlsNeeds | undefined): ByteString => (tls === undefined ? '' : ` tlspsk=${encodeTlsNeeds(tls)}`);

type Fields = {
  readonly name: ByteString;
  readonly version: number;
  readonly second: number;
  readonly tls: { tls?: TlsNeeds };
  readonly extension: { extension?: number };
};
type Form = { readonly pattern: RegExp; readonly read: (fields: Fields) => Hello };

// Not \s: in a ByteString that would also match 0xA0, the second byte of a UTF-8 letter.
const TAIL = String.raw`(?: +tlspsk=(\d{1,6}))?(?:[ \t\r\n\x00].*)?$`;
const form = (head: string, read: Form['read']): Form => ({
  pattern: new RegExp(`^${head.replaceAll(' ', ' +')}${TAIL}`, 's'),
  read,
});

// In order: the special ones stand before the console's, whose name could be "Director" or "SD:" otherwise.
const NAME = String.raw`(?<name>[^\x20\t\r\n\x00]{1,${NAME_BYTES_MAX}})`;
const VERSION = String.raw`(?<version>\d{1,9})`;
const SECOND = String.raw`(?<second>\d{1,9})`;
const FORMS: readonly Form[] = [
  form(`Hello SD: Bacula Director ${NAME} calling ${VERSION}`, (f) => ({
    kind: 'director-to-storage',
    director: f.name,
    version: f.version,
    ...f.tls,
    ...f.extension,
  })),
  form(`Hello Bacula SD: Start Job ${NAME} ${VERSION} ${SECOND}`, (f) => ({
    kind: 'storage-to-storage',
    job: f.name,
    version: f.version,
    storageVersion: f.second,
    ...f.tls,
  })),
  form(`Hello Bacula SD: Start Job ${NAME} ${VERSION}`, (f) => ({
    kind: 'client-to-storage',
    job: f.name,
    version: f.version,
    ...f.tls,
  })),
  form(`Hello FD: Bacula Storage calling Start Job ${NAME} ${VERSION}`, (f) => ({
    kind: 'storage-to-client',
    job: f.name,
    storageVersion: f.version,
  })),
  form(`Hello Director ${NAME} calling ${VERSION}`, (f) => ({
    kind: 'director-to-client',
    director: f.name,
    version: f.version,
    ...f.tls,
  })),
  form(`Hello ${NAME} fdcallsdir ${VERSION}`, (f) => ({
    kind: 'client-to-director',
    client: f.name,
    version: f.version,
    ...f.tls,
  })),
  form(`Hello ${NAME} calling ${VERSION}`, (f) => ({
    kind: 'console-to-director',
    console: f.name,
    version: f.version,
    ...f.tls,
  })),
];

/** Undefined: not a Hello of any pair. Extra text after the last known field is ignored, as genuine receivers do. */
export function parseHello(text: ByteString): Hello | undefined {
  if (text.length > HELLO_BYTES_MAX) return undefined;
  if (text.startsWith('Ping')) return { kind: 'ping' };
  for (const { pattern, read } of FORMS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const { name: hidden = '', version = '0', second = '0' } = match.groups ?? {};
    const needs = match.at(-1);
    const known = extensionOf(text);
    return read({
      name: showBlanks(hidden),
      version: Number(version),
      second: Number(second),
      tls: needs === undefined ? {} : { tls: decodeTlsNeeds(Number(needs)) },
      extension: known === undefined ? {} : { extension: known },
    });
  }
  return undefined;
}
