/**
 * One batch into the Catalog, exactly once. The number of the batch is written in the same transaction as its rows, and
 * only by whoever comes with the right one: a second attempt after a lost connection waits for the first one's fate, and
 * then sees by the number whether that was committed. The number comes after the rows, so that these may be copied
 * while the batch before is still on its way to the disk.
 */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { AppError, withDeadline } from '../../core/index.ts';
import { IngestConflictError } from '../errors.ts';
import { leavesBrokenConnection, statementError } from '../failure.ts';
import { notWaitedFor } from '../not-waited-for.ts';
import { type RunContext, runStatement } from '../session.ts';
import { repeatable, type Statement, sql } from '../sql.ts';
import { COPY_FILE, type FileRows } from './file-rows.ts';

/** A piece of this size is parsed by the server while the next is on its way. */
const PIECE_BYTES = 64 * 1024;

export interface NumberedBatch {
  readonly jobId: number;
  /** From 1. */
  readonly number: number;
  readonly rows: FileRows;
}

/** `turn`: the batch before is committed; rejects where it is not, and then this one is not either. */
export async function commitBatch(
  client: pg.ClientBase,
  context: RunContext,
  batch: NumberedBatch,
  turn: Promise<void>,
): Promise<void> {
  const run = <Row>(statement: Statement<Row>) => runStatement(client, statement, context);
  await run(plain('BEGIN'));
  try {
    await copyRows(client, context, batch.rows);
    await turn;
    const { rowCount } = await run(claim(batch));
    if (rowCount > 0) await run(plain('COMMIT'));
    else {
      await expectCommitted(run, batch);
      await run(plain('ROLLBACK'));
    }
  } catch (error) {
    // A broken connection rolls back by itself, and one that hangs would not hear us.
    if (!leavesBrokenConnection(error)) await run(plain('ROLLBACK')).catch(() => {});
    throw error;
  }
}

async function expectCommitted(
  run: <Row>(statement: Statement<Row>) => Promise<{ rows: Row[] }>,
  { jobId, number }: NumberedBatch,
): Promise<void> {
  const [row] = (await run(committedBatches(jobId))).rows;
  if (row?.batch !== number) throw new IngestConflictError(jobId, number, row?.batch);
}

async function copyRows(client: pg.ClientBase, { settings }: RunContext, rows: FileRows): Promise<void> {
  const copy = client.query(copyFrom(COPY_FILE));
  const done = finished(copy);
  done.catch(() => {}); // whoever awaits first reports it
  const send = async (): Promise<void> => {
    for (const piece of rows.pieces(PIECE_BYTES)) {
      if (!copy.write(piece)) await Promise.race([once(copy, 'drain'), done]);
    }
    copy.end();
    await done;
  };
  const silent = () => statementError(COPY_FILE, new Error(`no answer for ${settings.statementTimeoutMs} ms`));
  try {
    await withDeadline(send(), settings.statementTimeoutMs, silent);
  } catch (error) {
    throw error instanceof AppError ? error : statementError(COPY_FILE, error);
  }
}

const plain = (text: string): Statement => ({ text, values: [], repeatable: false });

/** Touches a row for whoever comes with the right number, and nobody else. */
const claim = ({ jobId, number, rows }: NumberedBatch): Statement =>
  number === 1
    ? sql`INSERT INTO understudy.ingest (jobid, batch, files) VALUES (${jobId}, 1, ${rows.count})
          ON CONFLICT DO NOTHING`
    : sql`UPDATE understudy.ingest SET batch = ${number}, files = files + ${rows.count}
           WHERE jobid = ${jobId} AND batch = ${number - 1}`;

/** How many batches of this Job the Catalog has: 0 where there is no row. */
export const committedBatches = (jobId: number): Statement<{ batch: number }> => sql`
  SELECT batch FROM understudy.ingest WHERE jobid = ${jobId}`;

/** The count has done its work. Nothing is lost if this is: it is not worth a wait for the disk. */
export const forgetBatches = (jobId: number): Statement =>
  repeatable(sql`DELETE FROM understudy.ingest USING ${notWaitedFor} WHERE jobid = ${jobId}`);
