/** What the operator's tool itself has to say; what the Director says comes as a RemoteError. */
import { AppError } from '../core/index.ts';

export class UsageError extends AppError {
  readonly code = 'CLI_USAGE';
  override readonly hint: string;

  constructor(sentence: string, verb?: string) {
    super(sentence);
    this.hint = `understudy help${verb === undefined ? '' : ` ${verb}`}`;
  }
}

export class UnreachableError extends AppError {
  readonly code = 'CLI_UNREACHABLE';
  override readonly retryable = true;
  override readonly hint =
    'Is the Director running? --socket, --url, UNDERSTUDY_SOCKET or UNDERSTUDY_URL say where it listens';

  constructor(where: string, cause: Error) {
    super(`No Director answers at ${where}: ${cause.message}`, { cause });
  }
}

export class ConnectionLostError extends AppError {
  readonly code = 'CLI_CONNECTION_LOST';
  override readonly retryable = true;
  override readonly hint = 'What was asked for may still go on: look at the status';

  constructor(where: string, cause?: Error) {
    super(`The connection to the Director at ${where} was lost${cause === undefined ? '' : `: ${cause.message}`}`, {
      cause,
    });
  }
}

export class NotADirectorError extends AppError {
  readonly code = 'CLI_NOT_A_DIRECTOR';
  override readonly hint = 'Check the address and the port (9180 unless understudy.conf says otherwise)';

  constructor(where: string) {
    super(`What answers at ${where} is no Director`);
  }
}

/** The Director's own error, as it came. */
export class RemoteError extends AppError {
  readonly code: string;
  readonly status: number;
  declare readonly hint?: string;

  constructor(status: number, body: { code: string; message: string; hint?: string }) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    if (body.hint !== undefined) this.hint = body.hint;
  }
}

export class UnreadableFileError extends AppError {
  readonly code = 'CLI_FILE';
  override readonly hint = 'Check the path and its rights';

  constructor(what: string, path: string, cause: unknown) {
    super(`Cannot read the ${what} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
