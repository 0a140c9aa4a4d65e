/** The Catalog as the house sees it: statements go in, rows come out, bounded and repeated where that is safe. */
import type { Secret } from '../core/index.ts';
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

export interface TransactionOptions {
  /** Running the whole transaction again does no harm outside the database: a lost connection starts it anew. */
  readonly repeatable?: boolean;
}

export interface Catalog extends Queryable, AsyncDisposable {
  /** Encoding of the database: SQL_ASCII as it should be, or another one (then `warnings` says what that means). */
  readonly encoding: string;
  readonly warnings: readonly string[];
  /** All of `work` or nothing. It gets one connection; anything thrown rolls back. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The rows of a big SELECT, in groups, with memory that does not grow with their number. */
  stream<Row>(statement: Statement<Row>, options?: { signal?: AbortSignal }): AsyncIterable<readonly Row[]>;
}

export interface CatalogOptions {
  /** A host name or address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly password?: Secret;
  /** Connections at most, beside one for each running attribute ingest. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** How long a lost or refused connection is tried again before a statement fails. */
  readonly outageLimitMs?: number;
  readonly signal?: AbortSignal;
}

export async function openCatalog(_options: CatalogOptions): Promise<Catalog> {
  throw new Error('Not built yet');
}
