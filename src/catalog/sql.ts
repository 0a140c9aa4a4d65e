/**
 * SQL is a value: a statement is its text and its values, named by the function that returns it, read in review and
 * tested without a database. Text values are ByteStrings (one character = one byte) on the way in and out.
 */
import type { ByteString } from '../core/index.ts';

/** Numbers stand for integer and bigint columns; a Date for a `timestamp` in local time, second resolution (06 §1). */
export type SqlValue =
  | number
  | bigint
  | ByteString
  | Date
  | Buffer
  | null
  | undefined
  | readonly number[]
  | readonly ByteString[];

export interface Statement<Row = unknown> {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** True where running it twice does no harm, so that a lost connection may be answered by running it again. */
  readonly repeatable: boolean;
  /** Never there: it carries the type of a row from the statement to who runs it. */
  readonly row?: Row;
}

const READS_ONLY = /^\s*SELECT\b/i;
const DRAWS_A_NUMBER = /\bnextval\b/i;

/** `sql` templates may hold values and other statements (fragments), whose values are numbered into place. */
export function sql<Row = unknown>(
  texts: TemplateStringsArray,
  ...parts: readonly (SqlValue | Statement)[]
): Statement<Row> {
  const values: SqlValue[] = [];
  let text = texts[0] ?? '';
  parts.forEach((part, index) => {
    text += isStatement(part) ? renumber(part, values) : `$${values.push(part)}`;
    text += texts[index + 1] ?? '';
  });
  return { text, values, repeatable: READS_ONLY.test(text) && !DRAWS_A_NUMBER.test(text) };
}

/** Marks a writing statement whose second run leaves what the first one left. */
export const repeatable = <Row>(statement: Statement<Row>): Statement<Row> => ({ ...statement, repeatable: true });

/** A fragment that adds nothing, for conditions that do not apply. */
export const nothing: Statement<never> = { text: '', values: [], repeatable: true };

/** Joins fragments, as in lists of assignments or conditions. */
export const joinSql = (parts: readonly Statement[], separator: string): Statement<never> => {
  const values: SqlValue[] = [];
  return { text: parts.map((part) => renumber(part, values)).join(separator), values, repeatable: false };
};

/** A name of ours in double quotes, as an alias keeps its capitals. */
export const quoted = (name: string): Statement<never> => ({ text: `"${name}"`, values: [], repeatable: true });

const isStatement = (part: SqlValue | Statement): part is Statement =>
  typeof part === 'object' && part !== null && 'text' in part && 'values' in part;

function renumber(fragment: Statement, values: SqlValue[]): string {
  const offset = values.length;
  values.push(...fragment.values);
  return fragment.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + offset}`);
}
