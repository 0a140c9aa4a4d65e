/**
 * The root of every error that we throw on purpose: a code for programs, a sentence for people, a hint for operators.
 * docs/errors.md lists every code; a test compares the two.
 *
 * Message and hint are display text, ready for a terminal, JSON or the log: whoever puts a ByteString into one passes
 * it through `displayText` first, and whoever puts one into a Job's messages passes it through `toByteString`.
 */
export abstract class AppError extends Error {
  abstract readonly code: string;
  /** True where the same call may succeed later without anybody doing anything. */
  readonly retryable: boolean = false;
  /** What the reader can do about it; no full stop. */
  readonly hint?: string;

  override get name(): string {
    return this.constructor.name;
  }
}

/** The sentence for people, hint included; any other thrown value is named as well as it can be. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return `${error.message}: ${error.errors.map(describeError).join('; ')}`;
  }
  if (error instanceof AppError && error.hint !== undefined) {
    return error.message.includes('\n') ? `${error.message}\n${error.hint}` : `${error.message} (${error.hint})`;
  }
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
