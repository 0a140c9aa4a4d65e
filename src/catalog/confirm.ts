/**
 * What must be so before and behind an attempt that follows a lost one.
 *
 * Before: the lost one is over. Its session may go on without its connection (a commit that waits for a standby does), unseen by
 * the guard of the next attempt, and take effect behind it. So it is ended, and its end waited for.
 *
 * Behind: what was found done is where a commit has to be. An attempt that finds its work done writes nothing, and so waits for no
 * standby, whoever had begun that work. So it ends with a commit of its own.
 */
import type pg from 'pg';
import { AppError } from '../core/index.ts';
import { BytesClient } from './bytes-client.ts';
import { endLost } from './epoch/hold-epoch.ts';
import { CatalogConnectionLostError } from './errors.ts';
import { connectError } from './failure.ts';
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
  let lost: Set<pg.ClientBase> | undefined;
  return async (client) => {
    if (lost !== undefined) await settleLost(client, lost, context);
    try {
      const result = await attempt(client);
      if (lost !== undefined) await confirm(client, context);
      return result;
    } catch (error) {
      if (error instanceof CatalogConnectionLostError) lost = new Set([...(lost ?? []), client]);
      throw error;
    }
  };
}

/** What goes wrong here has touched nothing: the attempt has not begun. */
async function settleLost(
  client: pg.ClientBase,
  lost: ReadonlySet<pg.ClientBase>,
  { settings }: RunContext,
): Promise<void> {
  const numbers = (sessions: Iterable<pg.ClientBase>): number[] =>
    [...sessions].map((session) => (session instanceof BytesClient ? session.processId : 0));
  const own = [...settings.sessions].filter((session) => !lost.has(session));
  try {
    await endLost(client, settings.held.epoch, numbers(lost), numbers(own));
  } catch (error) {
    throw error instanceof AppError ? error : connectError(settings.where, error);
  }
}
