/** What `understudy all` itself has to say. */
import { AppError, describeError } from '../../core/index.ts';

export class NothingToStartError extends AppError {
  readonly code = 'CLI_NOTHING_TO_START';
  override readonly hint = '"understudy init DIR" writes a whole configuration';

  constructor(directory: string, files: readonly string[]) {
    super(`Neither ${directory} nor its folder etc holds one of ${files.join(', ')}`);
  }
}

export class RoleStartError extends AppError {
  readonly code = 'CLI_ROLE_START';
  override readonly hint: string;

  constructor(role: string, cause: unknown) {
    super(`The ${role} did not start: ${cause instanceof AppError ? cause.message : describeError(cause)}`, { cause });
    const advice = cause instanceof AppError && cause.hint !== undefined ? `${cause.hint}; ` : '';
    this.hint = `${advice}what had been started before it was stopped again`;
  }
}

export class RoleStopError extends AppError {
  readonly code = 'CLI_ROLE_STOP';
  override readonly hint = 'The process ends all the same; report it with the log';

  constructor(role: string, seconds: number) {
    super(`The ${role} did not stop within ${seconds} seconds`);
  }
}
