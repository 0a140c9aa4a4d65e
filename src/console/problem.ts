/** From any thrown value to the one shape of error body: `{ code, message, hint }`, and its HTTP status. */
import { AppError, type Logger } from '../core/index.ts';
import { BadHttpRequestError, TooLargeError } from './errors.ts';

export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The longest prefix wins; what is not listed is our own fault. */
const STATUSES: Readonly<Record<string, number>> = {
  CATALOG_: 503,
  CONFIG_: 422,
  CONSOLE_BAD_REQUEST: 400,
  CONSOLE_NOT_FOUND: 404,
  CONSOLE_STANDS_BY: 503,
  CONSOLE_TOO_LARGE: 413,
  CONSOLE_UNAUTHORIZED: 401,
  CONSOLE_UNAVAILABLE: 503,
  DIRECTOR_BAD_REQUEST: 400,
  DIRECTOR_BROKEN_CHAIN: 422,
  DIRECTOR_DAEMON_: 502,
  DIRECTOR_DAEMON_SILENT: 504,
  DIRECTOR_FILE_LIST: 422,
  DIRECTOR_JOB_CANCELED: 409,
  DIRECTOR_JOB_NOT_ACTIVE: 404,
  DIRECTOR_NO_STORAGE: 502,
  DIRECTOR_UNKNOWN_RESOURCE: 404,
  PROTOCOL_: 502,
  RESTORE_: 422,
  RESTORE_BAD_REQUEST: 400,
  RESTORE_NOTHING_THERE: 404,
  VOLUME_: 409,
  WIRE_: 502,
};

export function httpStatus(code: string): number {
  const prefixes = Object.keys(STATUSES).filter((prefix) => code.startsWith(prefix));
  const longest = prefixes.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? 500 : (STATUSES[longest] ?? 500);
}

/** fastify's own refusals, in our words. */
function ownError(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error) || error instanceof AppError) return error;
  if (error.statusCode === 413) return new TooLargeError();
  const isRequestsFault = typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;
  return isRequestsFault ? new BadHttpRequestError(error.message) : error;
}

export function errorBody(error: unknown, logger: Logger): { status: number; body: ErrorBody } {
  const known = ownError(error);
  if (known instanceof AppError) {
    const hint = known.hint === undefined ? {} : { hint: known.hint };
    const status = httpStatus(known.code);
    if (status === 500) logger.error({ err: known }, 'A request ended with an error');
    return { status, body: { code: known.code, message: known.message, ...hint } };
  }
  // Nobody waits for the answer any more, and what was done for it was stopped.
  if (known instanceof Error && known.name === 'AbortError') {
    return { status: 499, body: { code: 'CONSOLE_GONE', message: 'Whoever asked has gone' } };
  }
  // A bug: its words are for the log, not for whoever asked.
  logger.error({ err: known }, 'A request ended with an error that nobody expected');
  return {
    status: 500,
    body: { code: 'CONSOLE_INTERNAL', message: 'The Director met an error of its own', hint: "See the Director's log" },
  };
}
