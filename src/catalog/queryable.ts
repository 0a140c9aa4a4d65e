/** The four ways to ask, for whoever holds a way to run a statement: the Catalog, a transaction, one connection. */
import type pg from 'pg';
import { CatalogRowMissingError } from './errors.ts';
import { leavesBrokenConnection } from './failure.ts';
import { type RunContext, runStatement } from './session.ts';
import type { Statement } from './sql.ts';

/** Where statements run: the Catalog itself, or one transaction in it. */
export interface Queryable {
  query<Row>(statement: Statement<Row>): Promise<Row[]>;
  /** The first row, if there is one. */
  find<Row>(statement: Statement<Row>): Promise<Row | undefined>;
  /** The first row; its absence is an error (`CATALOG_NO_ROW`). */
  one<Row>(statement: Statement<Row>): Promise<Row>;
  /** How many rows the statement touched. */
  execute(statement: Statement): Promise<number>;
}

type Run = <Row>(statement: Statement<Row>) => Promise<{ rows: Row[]; rowCount: number }>;

/** The four ways to ask, on top of one way to run. */
export function queryableOn(run: Run): Queryable {
  return {
    query: async (statement) => (await run(statement)).rows,
    find: async (statement) => (await run(statement)).rows[0],
    one: async (statement) => {
      const [row] = (await run(statement)).rows;
      if (row === undefined) throw new CatalogRowMissingError(statement.text);
      return row;
    },
    execute: async (statement) => (await run(statement)).rowCount,
  };
}

const plain = (text: string): Statement => ({ text, values: [], repeatable: false });

/** BEGIN, `work`, COMMIT; or ROLLBACK and the error. */
export async function inTransaction<T>(
  client: pg.ClientBase,
  context: RunContext,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  const run: Run = (statement) => runStatement(client, statement, context);
  await run(plain('BEGIN'));
  try {
    const result = await work(queryableOn(run));
    await run(plain('COMMIT'));
    return result;
  } catch (error) {
    // A broken connection rolls back by itself, and one that hangs would not hear us.
    if (!leavesBrokenConnection(error)) await run(plain('ROLLBACK')).catch(() => {});
    throw error;
  }
}
