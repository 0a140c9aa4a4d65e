/**
 * A statement that is run again, because nobody heard how it ended, may find its work done and have nothing to write: then it
 * commits nothing, and where PostgreSQL is synchronous it waits for nobody. What it found may be on no standby yet. So an attempt
 * behind a lost one ends with a commit of its own.
 */
import type pg from 'pg';
import { CatalogConnectionLostError } from './errors.ts';
import { type RunContext, runStatement } from './session.ts';
import type { Statement } from './sql.ts';

/** Writes a record that changes nothing; its commit waits as any other, and brings along whatever came before. */
const COMMIT_SOMETHING: Statement = {
  text: `SELECT pg_logical_emit_message(true, 'understudy', '')`,
  values: [],
  repeatable: true,
};

/** Resolves when whatever is visible here is where a commit has to be. */
export const confirm = (client: pg.ClientBase, context: RunContext): Promise<unknown> =>
  runStatement(client, COMMIT_SOMETHING, context);

/** The attempts of one piece of work. Without a cluster nothing is added. */
export function confirmed<T>(
  attempt: (client: pg.ClientBase) => Promise<T>,
  context: RunContext,
): (client: pg.ClientBase) => Promise<T> {
  if (context.settings.held.epoch === 0n) return attempt;
  let isUnsure = false;
  return async (client) => {
    try {
      const result = await attempt(client);
      if (isUnsure) await confirm(client, context);
      return result;
    } catch (error) {
      isUnsure ||= error instanceof CatalogConnectionLostError;
      throw error;
    }
  };
}
