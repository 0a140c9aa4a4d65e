/**
 * What a failure of pg means: one table from SQLSTATEs and socket errors to a kind, and to our errors.
 * A failure that was `undone` left no trace in the database, so the same statement may run again; after a `lost` one
 * nobody knows.
 */
import { type AppError, explainTls } from '../core/index.ts';
import {
  CatalogAccessDeniedError,
  CatalogConnectionLostError,
  CatalogDuplicateError,
  CatalogFullError,
  CatalogMissingError,
  CatalogOutOfConnectionsError,
  CatalogPrivilegeError,
  CatalogStatementError,
  CatalogTimeoutError,
  CatalogTlsError,
  CatalogUnreachableError,
} from './errors.ts';

type FailureKind =
  /** The server rolled the statement back: it shuts down, is read-only for the moment, or broke a deadlock. */
  | 'undone'
  /** The connection broke while the statement was under way. */
  | 'lost'
  /** Running it again would end the same way. */
  | 'final';

const UNDONE = new Set(['57P01', '57P02', '57P05', '40001', '40P01', '25006', '55P03']);
const CONNECTION_ENDS = new Set(['57P01', '57P02', '57P05', '25006']);

export const sqlStateOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') ? code : undefined;
};

/** A failure while a statement ran. Anything without an SQLSTATE is the socket's. */
export function kindOfStatementFailure(error: unknown): FailureKind {
  const state = sqlStateOf(error);
  if (state === undefined) return 'lost';
  if (UNDONE.has(state)) return 'undone';
  return state.startsWith('08') ? 'lost' : 'final';
}

/** True where the connection itself is of no use any more. */
const endsConnection = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  return state === undefined || CONNECTION_ENDS.has(state) || state.startsWith('08');
};

/** The same, asked of what statementError made of it. */
export const leavesBrokenConnection = (error: unknown): boolean => error instanceof CatalogConnectionLostError;

export function connectError(where: string, cause: unknown): AppError {
  const state = sqlStateOf(cause);
  if (state === '53300') return new CatalogOutOfConnectionsError(where, { cause });
  if (state === '3D000') return new CatalogMissingError(where, { cause });
  if (state?.startsWith('28') || state === '42501') return new CatalogAccessDeniedError(where, { cause });
  if (/SASL|password must be a string/.test(String((cause as Error | undefined)?.message))) {
    return new CatalogAccessDeniedError(where, { cause });
  }
  const trouble = explainTls(cause, 'DB SSL CA of Catalog (in a cluster, Catalog TLS CA Certificate File of Node)');
  if (trouble !== undefined) return new CatalogTlsError(where, trouble, { cause });
  return new CatalogUnreachableError(where, { cause });
}

export function statementError(text: string, cause: unknown): AppError {
  const state = sqlStateOf(cause);
  if (endsConnection(cause)) return new CatalogConnectionLostError(text, { cause });
  if (state === '57014' || state === '55P03') return new CatalogTimeoutError(text, { cause });
  if (state === '53100') return new CatalogFullError({ cause });
  if (state === '42501') return new CatalogPrivilegeError(text, { cause });
  if (state === '23505') {
    return new CatalogDuplicateError((cause as { constraint?: string }).constraint ?? 'unique index', { cause });
  }
  return new CatalogStatementError(text, state, { cause });
}
