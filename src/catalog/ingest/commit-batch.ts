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
import { AppError, type ByteString, systemClock, withDeadline } from '../../core/index.ts';
import { BytesClient } from '../bytes-client.ts';
import { IngestConflictError } from '../errors.ts';
import { leavesBrokenConnection, statementError } from '../failure.ts';
import { type Queryable, queryableOn } from '../queryable.ts';
import { type RunContext, runStatement } from '../session.ts';
import type { Statement } from '../sql.ts';
import { IngestRewoundError } from './errors.ts';
import { COPY_FILE, type FileRows } from './file-rows.ts';
import { knowsPaths } from './path-ids.ts';
import type { Tally } from './tally.ts';

/** A piece of this size is parsed by the server while the next is on its way. */
const PIECE_BYTES = 64 * 1024;

/** What else is done in the transaction of a batch, behind its rows. It may run again. */
export type Work = (transaction: Queryable) => Promise<void>;

export interface NumberedBatch {
  readonly jobId: number;
  readonly tally: Tally;
  /** What the tally must say, and what it says afterwards. */
  readonly before: number;
  readonly number: number;
  readonly rows: FileRows;
  /** The Catalog's timeline when its first row came, and the paths that it names by number (batch.ts). */
  readonly timeline: number;
  readonly reliedOn: ReadonlyMap<ByteString, number>;
  readonly works: readonly Work[];
}

/** `turn`: the batch before is committed; rejects where it is not, and then this one is not either. */
export async function commitBatch(
  client: pg.ClientBase,
  context: RunContext,
  batch: NumberedBatch,
  turn: Promise<void>,
): Promise<void> {
  const run = <Row>(statement: Statement<Row>) => runStatement(client, statement, context);
  if (isAfterFailover(client, batch)) await expectPaths(queryableOn(run), batch);
  await run(plain('BEGIN'));
  try {
    if (batch.rows.count > 0) await copyRows(client, context, batch.rows);
    await turn;
    const { jobId, tally, before, number, rows } = batch;
    const { rowCount } = await run(tally.claim({ jobId, before, number, files: rows.count, at: systemClock.now() }));
    if (rowCount > 0) {
      const transaction = queryableOn(run);
      for (const work of batch.works) await work(transaction);
      await run(plain('COMMIT'));
    } else {
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
  { jobId, tally, before, number }: NumberedBatch,
): Promise<void> {
  const [row] = (await run(tally.held(jobId))).rows;
  const held = row?.number ?? 0;
  if (held < before) throw new IngestRewoundError(jobId, `it knows ${held} where ${before} was committed`, held);
  if (held !== number) throw new IngestConflictError(jobId, number, row?.number);
}

/** The Catalog is not the one that gave the paths their numbers. */
const isAfterFailover = (client: pg.ClientBase, { timeline }: NumberedBatch): boolean =>
  timeline !== 0 && client instanceof BytesClient && client.timeline !== timeline;

/** What was committed before the last batch came along with it; the paths were committed after that. */
async function expectPaths(catalog: Queryable, { jobId, reliedOn }: NumberedBatch): Promise<void> {
  if (!(await knowsPaths(catalog, reliedOn))) throw new IngestRewoundError(jobId, 'paths that its rows name');
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
