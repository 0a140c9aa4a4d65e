/** What the HTTP interface itself refuses. */
import { AppError } from '../core/index.ts';

export class UnauthorizedError extends AppError {
  readonly code = 'CONSOLE_UNAUTHORIZED';
  override readonly hint = 'Send the token of the Api resource as "Authorization: Bearer …", or use the Unix socket';

  constructor() {
    super('The request carries no valid token');
  }
}

export class NotFoundError extends AppError {
  readonly code = 'CONSOLE_NOT_FOUND';
  declare readonly hint?: string;

  constructor(sentence: string, hint?: string) {
    super(sentence);
    if (hint !== undefined) this.hint = hint;
  }
}

/** The body, a parameter or the content type is not what the route's schema asks for. */
export class BadHttpRequestError extends AppError {
  readonly code = 'CONSOLE_BAD_REQUEST';
  override readonly hint = 'GET /v1/openapi.json describes every route';
}

export class TooLargeError extends AppError {
  readonly code = 'CONSOLE_TOO_LARGE';
  override readonly hint = 'Ask for less at once, such as folders in place of their files';

  constructor() {
    super('The request is larger than the Director accepts');
  }
}

export class SocketInUseError extends AppError {
  readonly code = 'CONSOLE_SOCKET_IN_USE';
  override readonly hint = 'Another Director runs on this machine; stop it, or give this one a socket of its own';

  constructor(path: string) {
    super(`Somebody answers on the socket ${path}`);
  }
}

export class ListenError extends AppError {
  readonly code = 'CONSOLE_LISTEN';
  override readonly hint =
    'See the Api resource of understudy.conf; the folder of the socket (WorkingDirectory) must exist and be writable';

  constructor(where: string, cause: Error) {
    super(`Cannot listen on ${where}: ${cause.message}`, { cause });
  }
}

export class UnavailableError extends AppError {
  readonly code = 'CONSOLE_UNAVAILABLE';
  override readonly retryable = true;
  override readonly hint = 'Ask again in a moment';

  constructor(what: 'starting' | 'stopping') {
    super(`The Director is ${what}`);
  }
}
