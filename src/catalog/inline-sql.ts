/**
 * COPY takes no parameters, so values are written into its text: numbers as they are, text quoted where it is plain
 * ASCII and as hexadecimal bytes where it is not, so that nothing depends on encodings or escape settings.
 */
import type { SqlValue, Statement } from './sql.ts';
import { repairUtf8 } from './utf8.ts';
import { formatTimestamp } from './values.ts';

/** `utf8`: the database stores nothing but UTF-8, so that other bytes are replaced as in parameters. */
export const inlineSql = ({ text, values }: Statement, utf8 = false): string =>
  text.replace(/\$(\d+)/g, (_, n: string) => literal(values[Number(n) - 1], utf8));

const PLAIN = /^[\x20-\x7e]*$/;

export function literal(value: SqlValue, utf8 = false): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return textLiteral(utf8 ? repairUtf8(value) : value);
  if (value instanceof Date) return `'${formatTimestamp(value)}'::timestamp`;
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  if (typeof value === 'object') return arrayLiteral(value, utf8);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no number for SQL`);
  return `(${value})`;
}

const textLiteral = (text: string): string =>
  PLAIN.test(text) && !text.includes('\\')
    ? `'${text.replaceAll("'", "''")}'`
    : `convert_from('\\x${Buffer.from(text, 'latin1').toString('hex')}'::bytea, 'SQL_ASCII')`;

const arrayLiteral = (values: readonly (number | string)[], utf8: boolean): string => {
  const type = values.every((value) => typeof value === 'number') ? 'bigint' : 'text';
  return `ARRAY[${values.map((value) => literal(value, utf8)).join(',')}]::${type}[]`;
};
