/**
 * Names of users and groups and their numbers, as the system's own directories (files, LDAP …) know them. Asked once for
 * each: a listing asks for the same few all the time.
 */
import type { ByteString } from '../../../core/index.ts';
import { cString, holdsNul, type Libc, LOW_HALF } from './libc.ts';

export interface Accounts {
  /** Undefined: nobody has this number. */
  userName(uid: number): ByteString | undefined;
  groupName(gid: number): ByteString | undefined;
  userId(name: ByteString): number | undefined;
  groupId(name: ByteString): number | undefined;
}

/** Of struct passwd and struct group: the name's address first, the number in the fifth word of 32 bits. */
const ENTRY_BYTES = 64;
const NUMBER_AT = 4;
/** The members of a large group need room. */
const TEXT_BYTES = 16 * 1024;
const TEXT_BYTES_MAX = 16 * 1024 * 1024;
const REMEMBERED_MAX = 10_000;

type Found = { readonly name: ByteString; readonly number: number };
type Lookup = (entry: Uint8Array, text: Uint8Array, length: number, result: Uint8Array) => number;

export function libcAccounts(libc: Libc): Accounts {
  const entry = new BigUint64Array(ENTRY_BYTES / 8);
  const entryBytes = new Uint8Array(entry.buffer);
  const result = new Uint8Array(8);
  let text = Buffer.allocUnsafeSlow(TEXT_BYTES);

  const find = (lookup: Lookup): Found | undefined => {
    const errno = lookup(entryBytes, text, text.length, result);
    if (errno !== 0 && text.length < TEXT_BYTES_MAX && libc.faultOf(errno).code === 'ERANGE') {
      text = Buffer.allocUnsafeSlow(text.length * 4);
      return find(lookup);
    }
    if (errno !== 0 || result.every((byte) => byte === 0)) return undefined;
    const nameAt = Number(entry[0]) - libc.addressOf(text);
    if (nameAt < 0 || nameAt >= text.length) return undefined;
    const name = text.toString('latin1', nameAt, text.indexOf(0, nameAt));
    return { name, number: new Uint32Array(entry.buffer)[NUMBER_AT + LOW_HALF] as number };
  };

  return {
    userName: remembered((uid: number) => find((...memory) => libc.getpwuid_r(uid, ...memory))?.name),
    groupName: remembered((gid: number) => find((...memory) => libc.getgrgid_r(gid, ...memory))?.name),
    userId: remembered((name: ByteString) =>
      holdsNul(name) ? undefined : find((...memory) => libc.getpwnam_r(cString(name), ...memory))?.number,
    ),
    groupId: remembered((name: ByteString) =>
      holdsNul(name) ? undefined : find((...memory) => libc.getgrnam_r(cString(name), ...memory))?.number,
    ),
  };
}

/** Also that there is nothing. */
function remembered<K, V>(ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (known.has(key)) return known.get(key) as V;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const value = ask(key);
    known.set(key, value);
    return value;
  };
}
