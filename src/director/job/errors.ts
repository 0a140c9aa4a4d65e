/** What can go wrong with a Job and its daemons. Each code has its row in docs/errors.md. */
import { AppError } from '../../core/index.ts';

/** `run`, `estimate`, `status` … named a resource that the configuration does not have. */
export class UnknownResourceError extends AppError {
  readonly code = 'DIRECTOR_UNKNOWN_RESOURCE';
  override readonly hint: string;
  constructor(kind: string, name: string, known: Iterable<string>) {
    super(`No ${kind} is called "${name}" in the Director's configuration`);
    const names = [...known];
    this.hint = names.length === 0 ? `It defines no ${kind} at all` : `It has: ${names.slice(0, 20).join(', ')}`;
  }
}

/** The request contradicts itself or the Job's resource. */
export class BadRequestError extends AppError {
  readonly code = 'DIRECTOR_BAD_REQUEST';
  declare readonly hint?: string;
  constructor(sentence: string, hint?: string) {
    super(sentence);
    if (hint !== undefined) this.hint = hint;
  }
}

export class JobNotActiveError extends AppError {
  readonly code = 'DIRECTOR_JOB_NOT_ACTIVE';
  override readonly hint = '"understudy list jobs" shows the Jobs that have ended';
  constructor(jobId: number) {
    super(`JobId ${jobId} is neither queued nor running`);
  }
}

/** A daemon could not be reached, or refused us, until the patience for it was used up. */
export class DaemonUnreachableError extends AppError {
  readonly code = 'DIRECTOR_DAEMON_UNREACHABLE';
  override readonly retryable = true;
  override readonly hint: string;
  constructor(daemon: string, hint: string, options: ErrorOptions & { detail: string }) {
    super(`${daemon} cannot be reached: ${options.detail}`, options);
    this.hint = hint;
  }
}

/** The connection ended while something was still expected from it. */
export class DaemonLostError extends AppError {
  readonly code = 'DIRECTOR_DAEMON_LOST';
  override readonly retryable = true;
  override readonly hint = 'See whether the daemon still runs, and its own log';
  constructor(daemon: string, awaited: string, options?: ErrorOptions) {
    super(`Connection to ${daemon} was lost while waiting for ${awaited}`, options);
  }
}

/** The peer lives, as far as can be seen, but did not say what it had to say in time. */
export class DaemonSilentError extends AppError {
  readonly code = 'DIRECTOR_DAEMON_SILENT';
  override readonly retryable = true;
  override readonly hint: string;
  constructor(daemon: string, awaited: string, timeoutMs: number, hint?: string) {
    super(`${daemon} did not send ${awaited} within ${Math.round(timeoutMs / 1000)} s`);
    this.hint = hint ?? 'The daemon may hang, or is overloaded: look at its status';
  }
}

/** The daemon answered, but not with what allows to go on. */
export class DaemonRefusedError extends AppError {
  readonly code = 'DIRECTOR_DAEMON_REFUSED';
  declare readonly hint?: string;
  readonly reply: string;
  constructor(daemon: string, request: string, reply: string, hint?: string) {
    super(`${daemon} refused ${request}: ${reply.trim() || 'no reason given'}`);
    this.reply = reply;
    if (hint !== undefined) this.hint = hint;
  }
}

/** What came is no Bacula message of this place in the conversation. */
export class DaemonGarbageError extends AppError {
  readonly code = 'DIRECTOR_DAEMON_GARBAGE';
  override readonly hint = 'Is it a Bacula daemon of the right kind that listens there?';
  constructor(daemon: string, awaited: string, excerpt: string, options?: ErrorOptions) {
    super(`${daemon} sent something that is not understood while waiting for ${awaited}: ${excerpt}`, options);
  }
}

/** No Storage of the Job's list would take it. */
export class NoStorageError extends AppError {
  readonly code = 'DIRECTOR_NO_STORAGE';
  override readonly hint: string;
  constructor(sentence: string, hint: string, options?: ErrorOptions) {
    super(sentence, options);
    this.hint = hint;
  }
}

/** Why a Job was ended before its time: an operator, a limit, a duplicate, the Director's own end. */
export class JobCanceledError extends AppError {
  readonly code = 'DIRECTOR_JOB_CANCELED';
}

/** This Director stops and leaves the Job, queued or running, to the next one; or it takes no more orders for that reason. */
export class JobLeftError extends AppError {
  readonly code = 'DIRECTOR_STEPS_DOWN';
  override readonly retryable = true;
  override readonly hint = 'Ask the node that leads now: understudy status names it';
  constructor(jobId?: number) {
    super(
      jobId === undefined
        ? 'This Director steps down and takes no more orders'
        : `This Director steps down; JobId ${jobId} goes on under the next one`,
    );
  }
}

/** It has failed over, and lost facts of a Job that it had taken: the Job is taken up again from there. */
export class CatalogSetBackError extends AppError {
  readonly code = 'DIRECTOR_CATALOG_SET_BACK';
  override readonly retryable = true;
  override readonly hint = 'Nothing is to be done: the Job is taken up again from where the Catalog is';
  constructor(jobId: number, found: number, expected: number) {
    super(`The Catalog knows ${found} facts of JobId ${jobId}, of which it had taken ${expected}`);
  }
}

/** A FileSet's `<file` or `|command`, which the Director reads, gave no list of files. */
export class FileListError extends AppError {
  readonly code = 'DIRECTOR_FILE_LIST';
  override readonly hint =
    'the file or program is read on the Director; write \\\\< or \\\\| to have the Client read it';
  constructor(entry: string, found: string, options?: ErrorOptions) {
    super(`FileSet entry "${entry}" gives no list of files: ${found}`, options);
  }
}

/** An accurate Job found no chain to compare with, although its level says that there is one. */
export class BrokenChainError extends AppError {
  readonly code = 'DIRECTOR_BROKEN_CHAIN';
  override readonly hint = 'Run a Full backup of this Job';
  constructor(job: string) {
    super(`Cannot find previous jobids of Job "${job}"`);
  }
}
