/** What can go wrong with a managed PostgreSQL (docs/errors.md). */
import { AppError, type TlsTrouble } from '../../../core/index.ts';

export class CopyError extends AppError {
  readonly code = 'REPLICATION_COPY';
  override readonly retryable = true;
  override readonly hint =
    'Look at the network to that member and at the room on this disk; the node tries again by itself';

  constructor(upstream: string, output: string) {
    super(`Copying the Catalog from ${upstream} broke off: ${lastWords(output)}`);
  }
}

/** Nothing is copied or followed in the clear, and from nobody whose certificate is not trusted. */
export class UpstreamTlsError extends AppError {
  readonly code = 'REPLICATION_TLS';
  override readonly retryable = true;
  override readonly hint: string;

  constructor(upstream: string, { found, hint }: TlsTrouble, options: ErrorOptions) {
    super(`No TLS with the Catalog of ${upstream}: ${found}`, options);
    this.hint = hint;
  }
}

export class RewindError extends AppError {
  readonly code = 'REPLICATION_REWIND';
  override readonly hint = 'The node copies the Catalog anew by itself';

  constructor(upstream: string, output: string) {
    super(`pg_rewind could not make this Catalog fit ${upstream}: ${lastWords(output)}`);
  }
}

export class TimelineNotWrittenError extends AppError {
  readonly code = 'REPLICATION_TIMELINE_NOT_WRITTEN';
  override readonly retryable = true;
  override readonly hint = 'Nothing to do where its disk is only busy: the node tries again by itself';

  constructor(upstream: string, timeline: number) {
    super(`${upstream} has not ended its first checkpoint since it was promoted to timeline ${timeline}`);
  }
}

/** It holds what a standby holds: to become a primary it has to be promoted, onto a timeline of its own. */
export class NeverPromotedError extends AppError {
  readonly code = 'REPLICATION_NEVER_PROMOTED';
  override readonly hint = 'Nothing to do: the node gives the office back, and the members elect again';

  constructor(member: string) {
    super(`The Catalog of ${member} is a standby whose promotion was not completed`);
  }
}

const lastWords = (output: string): string => output.trim().split('\n').at(-1)?.trim() || 'it said nothing';
