/**
 * A resource is described by a table: one row for each property of the typed result, and in each row the directives
 * that feed it. The parser knows tables, never single directives.
 */
import type { ByteString } from '../../core/index.ts';
import type { Cursor } from '../language/cursor.ts';

/** What happens when a directive comes twice (07 §1.2). */
export type Repeat = 'refuse' | 'last' | 'append';

/** One directive as it is written: `Name = value`, or, where `block` is set, `Name { … }`. */
export interface Entry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly block?: true;
  /** What follows the value on its line is the next directive, and not ignored. */
  readonly strict?: true;
  /** Reads the value behind the equals sign; `previous` is what the row holds so far. */
  read(cursor: Cursor, previous: unknown): unknown;
}

/** Looks a referenced resource up; reports and returns undefined where there is none. */
export type Lookup = (reference: Reference) => object | undefined;

/** A resource named by a directive, until all resources are known. */
export interface Reference {
  readonly kind: string;
  readonly name: ByteString;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** One property of a resource. T is what it holds when everything is linked. */
export interface Row<T> {
  readonly entries: readonly Entry[];
  readonly repeat: Repeat;
  readonly required?: true;
  /** The value where no directive mentions it; never used where it is required. */
  readonly initial: T;
  /** Turns what was read into what is kept, when references can be resolved. */
  link?(value: unknown, lookup: Lookup): T | undefined;
  /** The value as the language would write it, where that is not its plain form; or whole lines of it. */
  show?(value: unknown): string | readonly string[];
}

/** One row for each property of R, so that neither can forget the other. */
export type Table<R> = { readonly [K in keyof R]-?: Row<R[K]> };

/** A table whose resource type does not matter, as the parser sees it. */
export type AnyTable = { readonly [key: string]: Row<unknown> };
