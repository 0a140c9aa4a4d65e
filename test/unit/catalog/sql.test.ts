import test from 'ava';
import { joinSql, nothing, quoted, repeatable, sql } from '../../../src/catalog/sql.ts';

test('values become numbered parameters, and stay values', (t) => {
  const name = "x'; DROP TABLE Job; --";
  const { text, values } = sql`SELECT 1 FROM Job WHERE Name = ${name} AND JobId = ${7}`;
  t.is(text, 'SELECT 1 FROM Job WHERE Name = $1 AND JobId = $2');
  t.deepEqual(values, [name, 7]);
});

test('a statement inside another is numbered into place', (t) => {
  const since = sql`StartTime > ${1} AND StartTime < ${2}`;
  const { text, values } = sql`SELECT 1 WHERE a = ${0} AND ${since} AND b = ${3}`;
  t.is(text, 'SELECT 1 WHERE a = $1 AND StartTime > $2 AND StartTime < $3 AND b = $4');
  t.deepEqual(values, [0, 1, 2, 3]);
});

test('fragments are joined with their values in order', (t) => {
  const { text, values } =
    sql`UPDATE Job SET ${joinSql([sql`a = ${1}`, sql`b = ${2}`], ', ')} WHERE c = ${3} ${nothing}`;
  t.is(text, 'UPDATE Job SET a = $1, b = $2 WHERE c = $3 ');
  t.deepEqual(values, [1, 2, 3]);
  t.is(quoted('jobId').text, '"jobId"');
});

test('what only reads may be repeated; what writes only if it says so', (t) => {
  t.true(sql`\n  SELECT 1`.repeatable);
  t.false(sql`SELECT nextval('job_jobid_seq')`.repeatable);
  t.false(sql`INSERT INTO Job DEFAULT VALUES`.repeatable);
  t.false(sql`WITH a AS (DELETE FROM Job RETURNING 1) SELECT 1 FROM a`.repeatable);
  t.true(repeatable(sql`DELETE FROM Job WHERE JobId = 1`).repeatable);
});
