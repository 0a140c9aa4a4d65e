/** Rows whose values are words: names, texts, paths, passwords, keywords, references, and lists of them (07 §1.3). */
import type { ByteString } from '../../core/index.ts';
import { Secret } from '../../core/index.ts';
import {
  readAcl,
  readKeyword,
  readList,
  readName,
  readPassword,
  readPath,
  readReference,
  readReferences,
  readText,
} from '../values/words.ts';
import type { Reference, Row } from './row.ts';

interface Spelling {
  readonly aliases?: readonly string[];
}
interface Required extends Spelling {
  readonly required: true;
}
interface Default<T> extends Spelling {
  readonly default: T;
}
type Options<T> = Spelling & { readonly required?: true; readonly default?: T };

type Read<T> = Row<T>['entries'][number]['read'];

/** The overloads below tell the type: required or defaulted values are never undefined. */
function row<T>(
  directive: string,
  repeat: Row<T>['repeat'],
  initial: T,
  read: Read<T>,
  options: Options<T> = {},
): Row<T> {
  const entry = { name: directive, read, ...(options.aliases && { aliases: options.aliases }) };
  return { entries: [entry], repeat, initial, ...(options.required && { required: true }) };
}

export function text(directive: string, options: Required | Default<ByteString>): Row<ByteString>;
export function text(directive: string, options?: Spelling): Row<ByteString | undefined>;
export function text(directive: string, options: Options<ByteString> = {}): Row<ByteString | undefined> {
  return row<ByteString | undefined>(directive, 'refuse', options.default, readText, options);
}

export function name(directive: string, options: Required | Default<ByteString>): Row<ByteString>;
export function name(directive: string, options?: Spelling): Row<ByteString | undefined>;
export function name(directive: string, options: Options<ByteString> = {}): Row<ByteString | undefined> {
  return row<ByteString | undefined>(directive, 'refuse', options.default, readName, options);
}

export function path(directive: string, options: Required): Row<ByteString>;
export function path(directive: string, options?: Spelling): Row<ByteString | undefined>;
export function path(directive: string, options: Options<ByteString> = {}): Row<ByteString | undefined> {
  return row<ByteString | undefined>(directive, 'refuse', undefined, readPath, options);
}

export function password(directive: string, options: Required): Row<Secret>;
export function password(directive: string, options?: Spelling): Row<Secret | undefined>;
export function password(directive: string, options: Options<Secret> = {}): Row<Secret | undefined> {
  const read: Read<Secret> = (cursor) => new Secret(readPassword(cursor));
  return row<Secret | undefined>(directive, 'refuse', undefined, read, options);
}

type Words = { readonly [word: string]: string };

export function keyword<const W extends Words>(
  directive: string,
  words: W,
  options: Required | Default<W[keyof W]>,
): Row<W[keyof W]>;
export function keyword<const W extends Words>(
  directive: string,
  words: W,
  options?: Spelling,
): Row<W[keyof W] | undefined>;
export function keyword(directive: string, words: Words, options: Options<string> = {}): Row<string | undefined> {
  const spelling = (value: unknown): string =>
    Object.keys(words).find((word) => words[word] === value) ?? String(value);
  const read: Read<string> = (cursor) => readKeyword(cursor, words);
  return { ...row<string | undefined>(directive, 'last', options.default, read, options), show: spelling };
}

export function texts(directive: string, options: Spelling = {}): Row<readonly ByteString[]> {
  return row<readonly ByteString[]>(directive, 'append', [], (cursor) => readList(cursor), options);
}

/** A list of names, as `Device =` of a Storage. */
export const names = (directive: string, options: Spelling & { required?: true } = {}): Row<readonly ByteString[]> =>
  row<readonly ByteString[]>(directive, 'append', [], (cursor) => readList(cursor), options);

export function acl(directive: string, options: Spelling = {}): Row<readonly ByteString[]> {
  return row<readonly ByteString[]>(directive, 'append', [], readAcl, options);
}

export function reference<T extends object>(directive: string, kind: string, options: Required): Row<T>;
export function reference<T extends object>(directive: string, kind: string, options?: Spelling): Row<T | undefined>;
export function reference(directive: string, kind: string, options: Options<object> = {}): Row<object | undefined> {
  const read: Read<object> = (cursor) => readReference(cursor, kind);
  return {
    ...row<object | undefined>(directive, 'refuse', undefined, read, options),
    link: (value, lookup) => (value === undefined ? undefined : lookup(value as Reference)),
  };
}

export function references<T extends object>(
  directive: string,
  kind: string,
  options: Spelling & { required?: true } = {},
): Row<readonly T[]> {
  return {
    ...row<readonly T[]>(directive, 'append', [], (cursor) => readReferences(cursor, kind), options),
    link: (value, lookup) =>
      (value as readonly Reference[]).map((item) => lookup(item) as T | undefined).filter((item) => item !== undefined),
  };
}
