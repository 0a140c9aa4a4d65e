import test from 'ava';
import { inlineSql, literal } from '../../../src/catalog/inline-sql.ts';
import { sql } from '../../../src/catalog/sql.ts';

test('values are written where their parameters stood', (t) => {
  const statement = sql`SELECT ${"it's"} WHERE a = ${-1} AND b = ANY(${[1, 2]}::int[]) AND c IS ${null}`;
  t.is(
    inlineSql(statement),
    "SELECT 'it''s' WHERE a = (-1) AND b = ANY(ARRAY[(1),(2)]::bigint[]::int[]) AND c IS NULL",
  );
});

test('a value that looks like a parameter is left alone', (t) => {
  t.is(inlineSql(sql`SELECT ${'$1 $2'}, ${'x'}`), "SELECT '$1 $2', 'x'");
});

test('what is not plain ASCII goes as hexadecimal bytes', (t) => {
  t.is(literal('a\xff\n'), "convert_from('\\x61ff0a'::bytea, 'SQL_ASCII')");
  t.is(literal('back\\slash'), "convert_from('\\x6261636b5c736c617368'::bytea, 'SQL_ASCII')");
  t.is(literal('\xff', true), "convert_from('\\xefbfbd'::bytea, 'SQL_ASCII')");
  t.is(literal(Buffer.from([1, 255])), "'\\x01ff'::bytea");
});

test('a number that is none is refused', (t) => {
  t.throws(() => literal(Number.NaN), { instanceOf: RangeError });
});
