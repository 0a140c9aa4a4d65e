/**
 * The Options of a FileSet as the letters of an `O` line (pages 02 §4 and 07 §3.2), in the order in which they were
 * written. A value that is the FD's default adds `0`, which means nothing.
 */
import type { ByteString } from '../../core/index.ts';

const COMPRESSION: Record<string, string> = {
  gzip: 'Z6',
  lzo: 'Zo',
  zstd: 'Zs',
  zstd1: 'Zr',
  zstd3: 'Zs',
  zstd10: 'Zu',
  zstd19: 'Zt',
  ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`gzip${i + 1}`, `Z${i + 1}`])),
};
const SIGNATURE: Record<string, string> = {
  md5: 'M',
  sha1: 'S',
  sha256: 'S2',
  sha512: 'S3',
  xxhash64: 'S5',
  xxh3_64: 'S6',
  xxh3_128: 'S7',
};
const yes = (letter: string): Record<string, string> => ({ yes: letter, no: '0' });
const no = (letter: string): Record<string, string> => ({ yes: '0', no: letter });

/** By directive and value, both in lower case. EnhancedWild's `K` is genuine: the FD takes it for NoAtime. */
const LETTERS: Record<string, Record<string, string>> = {
  compression: COMPRESSION,
  signature: SIGNATURE,
  onefs: no('f'),
  recurse: no('h'),
  hardlinks: no('H'),
  sparse: yes('s'),
  readfifo: yes('r'),
  portable: yes('p'),
  mtimeonly: yes('m'),
  keepatime: yes('k'),
  noatime: yes('K'),
  enhancedwild: yes('K'),
  exclude: yes('e'),
  aclsupport: yes('A'),
  xattrsupport: yes('X'),
  ignorecase: yes('i'),
  hfsplussupport: yes('R'),
  checkfilechanges: yes('c'),
  honornodumpflag: yes('N'),
  replace: { always: 'a', ifnewer: 'w', never: 'n' },
  dedup: { none: 'd0', storage: 'd1', bothsides: 'd2' },
};
/** Directives whose value itself travels, up to a colon. */
const WITH_VALUE = new Map([
  ['verify', 'V'],
  ['accurate', 'C'],
  ['basejob', 'J'],
  ['strippath', 'P'],
]);

/** Undefined: no such directive, or it has no such value. */
export function optionLetters(directive: string, value: string): ByteString | undefined {
  const name = directive.toLowerCase();
  const prefix = WITH_VALUE.get(name);
  if (prefix !== undefined) return `${prefix}${value}:`;
  return own(own(LETTERS, name), value.toLowerCase());
}

const own = <T>(table: Record<string, T> | undefined, key: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** `AllowCompression = no` of the Storage takes compression out (page 02 §4). Values up to their colon are kept. */
export const withoutCompression = (letters: ByteString): ByteString =>
  letters.replace(/[VCJP][^:]*:|Z./g, (item) => (item.startsWith('Z') ? '' : item));
