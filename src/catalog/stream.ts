/** Big results without big memory: COPY TO STDOUT on a connection of its own, read no faster than they are used. */
import { to as copyTo } from 'pg-copy-streams';
import { AppError } from '../core/index.ts';
import type { BytesClient } from './bytes-client.ts';
import type { CatalogAccess } from './catalog.ts';
import { type CopyColumn, copyTextDecoder } from './copy-text.ts';
import { statementError } from './failure.ts';
import { inlineSql } from './inline-sql.ts';
import { throughOutage } from './outage.ts';
import { openClient } from './session.ts';
import type { Statement } from './sql.ts';
import { typeParser } from './values.ts';

/** The rows of a SELECT in groups, as they arrive. A connection that breaks under way ends it with an error. */
export async function* streamRows<Row>(
  access: CatalogAccess,
  statement: Statement<Row>,
  signal?: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  signal?.throwIfAborted();
  const limits = { limitMs: access.outageLimitMs, signal, repeatable: true };
  const client = await throughOutage(() => openClient(access.settings), limits);
  // Also how an abort ends it, and a reader who leaves early: without its connection a COPY is over.
  const close = () => client.close();
  signal?.addEventListener('abort', close);
  try {
    signal?.throwIfAborted(); // it may have come while the connection was made
    const text = inlineSql(statement, access.utf8);
    await client.query('SET statement_timeout TO 0'); // it lasts as long as its reader takes
    const decode = copyTextDecoder(await columnsOf(client, text));
    for await (const chunk of client.query(copyTo(`COPY (${text}) TO STDOUT`))) {
      const rows = decode(chunk as Buffer);
      if (rows.length > 0) yield rows as Row[];
    }
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof AppError ? error : statementError(statement.text, error);
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

/** Names and types, which COPY's text does not tell. */
async function columnsOf(client: BytesClient, text: string): Promise<CopyColumn[]> {
  const { fields } = await client.query(`SELECT * FROM (${text}) AS statement LIMIT 0`);
  return fields.map(({ name, dataTypeID }) => ({ name, parse: typeParser(dataTypeID) }));
}
