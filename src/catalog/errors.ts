/** What can go wrong between us and PostgreSQL, each with what to do about it (docs/errors.md). */
import { AppError, displayText, type TlsTrouble } from '../core/index.ts';

export class CatalogUnreachableError extends AppError {
  readonly code = 'CATALOG_UNREACHABLE';
  override readonly retryable = true;
  override readonly hint = 'Start PostgreSQL, or correct the address in the Catalog resource';

  constructor(where: string, options: ErrorOptions & { cause: unknown }) {
    super(`Catalog ${where} does not answer: ${reason(options.cause)}`, options);
  }
}

export class CatalogOutOfConnectionsError extends AppError {
  readonly code = 'CATALOG_OUT_OF_CONNECTIONS';
  override readonly retryable = true;
  override readonly hint = 'Raise max_connections of PostgreSQL, or lower the number of Jobs that run at once';

  constructor(where: string, options: ErrorOptions & { cause: unknown }) {
    super(`Catalog ${where} takes no more connections: ${reason(options.cause)}`, options);
  }
}

export class CatalogBusyError extends AppError {
  readonly code = 'CATALOG_BUSY';
  override readonly retryable = true;
  override readonly hint =
    'Raise the number of connections in the Catalog resource, or look for a statement that hangs';

  constructor(connections: number, waitedMs: number) {
    super(`All ${connections} connections to the Catalog stayed in use for ${waitedMs} ms`);
  }
}

export class CatalogAccessDeniedError extends AppError {
  readonly code = 'CATALOG_ACCESS_DENIED';
  override readonly hint =
    'Check user and password in the Catalog resource, and pg_hba.conf of PostgreSQL, which may demand TLS: DB SSL Mode';

  constructor(where: string, options: ErrorOptions & { cause: unknown }) {
    super(`Catalog ${where} refuses the login: ${reason(options.cause)}`, options);
  }
}

export class CatalogTlsError extends AppError {
  readonly code = 'CATALOG_TLS';
  // What is renewed meanwhile is taken at the next attempt.
  override readonly retryable = true;
  override readonly hint: string;

  constructor(where: string, { found, hint }: TlsTrouble, options: ErrorOptions) {
    super(`No TLS with Catalog ${where}: ${found}`, options);
    this.hint = hint;
  }
}

export class CatalogMissingError extends AppError {
  readonly code = 'CATALOG_MISSING';
  override readonly hint =
    "Create it: CREATE DATABASE bacula ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";

  constructor(where: string, options: ErrorOptions & { cause: unknown }) {
    super(`PostgreSQL has no database for Catalog ${where}: ${reason(options.cause)}`, options);
  }
}

export class CatalogConnectionLostError extends AppError {
  readonly code = 'CATALOG_CONNECTION_LOST';
  override readonly retryable = true;
  override readonly hint = 'Whether the statement took effect is not known: look before it is run again';

  constructor(statement: string, options: ErrorOptions & { cause: unknown }) {
    super(`Connection to the Catalog was lost during: ${excerpt(statement)}: ${reason(options.cause)}`, options);
  }
}

export class CatalogTimeoutError extends AppError {
  readonly code = 'CATALOG_TIMEOUT';
  override readonly hint = 'Look for a lock in pg_stat_activity, or for a Catalog that was never analyzed';

  constructor(statement: string, options: ErrorOptions) {
    super(`Catalog took too long over: ${excerpt(statement)}`, options);
  }
}

export class CatalogFullError extends AppError {
  readonly code = 'CATALOG_FULL';
  override readonly hint = 'Make room on the file system of PostgreSQL';

  constructor(options: ErrorOptions & { cause: unknown }) {
    super(`Catalog has no room left: ${reason(options.cause)}`, options);
  }
}

export class CatalogPrivilegeError extends AppError {
  readonly code = 'CATALOG_NO_PRIVILEGE';
  override readonly hint =
    "Make the Catalog's user the owner of the database, or grant: GRANT ALL ON ALL TABLES IN SCHEMA public TO it; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO it; GRANT CREATE ON DATABASE to it";

  constructor(statement: string, options: ErrorOptions & { cause: unknown }) {
    super(`Catalog does not permit: ${excerpt(statement)}: ${reason(options.cause)}`, options);
  }
}

export class CatalogDuplicateError extends AppError {
  readonly code = 'CATALOG_DUPLICATE';
  override readonly hint = 'Another row with this name exists';

  constructor(constraint: string, options: ErrorOptions) {
    super(`Catalog has this row already: ${constraint}`, options);
  }
}

export class CatalogStatementError extends AppError {
  readonly code = 'CATALOG_STATEMENT';
  readonly sqlState: string | undefined;

  constructor(statement: string, sqlState: string | undefined, options: ErrorOptions & { cause: unknown }) {
    super(
      `Catalog refused ${excerpt(statement)}: ${reason(options.cause)}${sqlState ? ` [${sqlState}]` : ''}`,
      options,
    );
    this.sqlState = sqlState;
  }
}

export class CatalogRowMissingError extends AppError {
  readonly code = 'CATALOG_NO_ROW';

  constructor(statement: string) {
    super(`Catalog returned no row for: ${excerpt(statement)}`);
  }
}

export class CatalogVersionError extends AppError {
  readonly code = 'CATALOG_WRONG_VERSION';
  override readonly hint: string;

  constructor(where: string, found: number, wanted: number) {
    super(`Catalog ${where} has version ${found}, wanted ${wanted}`);
    this.hint =
      found < wanted
        ? `Stop the old Director, make a dump, and run update_postgresql_tables of Bacula 15.0.3: it brings the Catalog to ${wanted}`
        : `It was made by a newer Bacula: use an Understudy that knows version ${found}, or another database`;
  }
}

export class CatalogForeignError extends AppError {
  readonly code = 'CATALOG_NOT_BACULA';
  override readonly hint = 'Name an empty database, or the Catalog of a Bacula Director 15.0.3';

  constructor(where: string, tables: readonly string[]) {
    super(`Database ${where} is not empty and holds no Catalog: found ${tables.slice(0, 5).join(', ')}`);
  }
}

export class CatalogNewerError extends AppError {
  readonly code = 'CATALOG_NEWER';
  override readonly hint = 'A newer Understudy has used this Catalog: update this one too';

  constructor(found: number, known: number) {
    super(`Schema understudy of the Catalog is at version ${found}, this Understudy knows ${known}`);
  }
}

export class CatalogBytesError extends AppError {
  readonly code = 'CATALOG_BYTES';
  override readonly hint = 'The installed pg-protocol is not the version that package.json names: run npm ci';

  constructor(found: string) {
    super(`Text from the Catalog does not arrive as bytes: got ${JSON.stringify(found)}`);
  }
}

export class IngestConflictError extends AppError {
  readonly code = 'CATALOG_INGEST_CONFLICT';
  override readonly hint = 'Two Directors write this Job: the one that lost its lease must stop';

  constructor(jobId: number, expected: number, found: number | undefined) {
    super(
      `File rows of JobId ${jobId} were written by somebody else: batch ${found ?? 'none'} where ${expected} was due`,
    );
  }
}

export class IngestEndedError extends AppError {
  readonly code = 'CATALOG_INGEST_ENDED';

  constructor(jobId: number, how: string) {
    super(`File rows of JobId ${jobId} take no more records: ${how}`);
  }
}

export class FileRecordError extends AppError {
  readonly code = 'CATALOG_FILE_RECORD';
  override readonly hint = 'The Storage Daemon sent attributes that no File row can hold: look at its version';

  constructor(what: string) {
    super(what);
  }
}

const EXCERPT_CHARACTERS = 120;
const excerpt = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT_CHARACTERS ? `${line.slice(0, EXCERPT_CHARACTERS)}…` : line;
};

const reason = (cause: unknown): string => {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reason(cause.errors[0]);
  // PostgreSQL's words arrive as bytes, in the language and with the names it uses.
  return displayText(cause instanceof Error ? cause.message || cause.name : String(cause));
};
