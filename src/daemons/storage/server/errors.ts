/** What can end a Job of the Storage Daemon, or a conversation, beyond its media and the wire itself. */
import { AppError, type ByteString, describeError, displayText } from '../../../core/index.ts';

export class JobCanceledError extends AppError {
  readonly code = 'STORAGE_JOB_CANCELED';

  constructor(job: ByteString) {
    super(`${displayText(job)} was canceled`);
  }
}

/** `stop`: what has come is kept, and the Job may be resumed. */
export class JobStoppedError extends AppError {
  readonly code = 'STORAGE_JOB_STOPPED';

  constructor(job: ByteString) {
    super(`${displayText(job)} was stopped`);
  }
}

export class DaemonStoppingError extends AppError {
  readonly code = 'STORAGE_DAEMON_STOPPING';
  override readonly hint = 'Run the Job again when the Storage Daemon is back';

  constructor(job: ByteString) {
    super(`The Storage Daemon is stopping, ${displayText(job)} ends`);
  }
}

/** The Director of the Job is gone for good, or was silent for too long. */
export class DirectorLostError extends AppError {
  readonly code = 'STORAGE_DIRECTOR_LOST';
  override readonly hint = 'See whether the Director runs, and its log';

  constructor(director: ByteString, awaited: string, options?: ErrorOptions) {
    super(`The Director ${displayText(director)} was lost while waiting for ${awaited}`, options);
  }
}

/** Its Director has ended it in another way, and said so. */
export class UnwantedJobError extends AppError {
  readonly code = 'STORAGE_JOB_UNWANTED';
  override readonly hint = 'The Job has an end in the Catalog already, or another one has taken its place: see its log';

  constructor(director: ByteString, job: ByteString) {
    super(`The Director ${displayText(director)} wants nothing of ${displayText(job)} any more`);
  }
}

/** Volumes are the Director's to give: without one a Job that waits for a Volume waits for ever. */
export class NoDirectorInTimeError extends AppError {
  readonly code = 'STORAGE_NO_DIRECTOR';
  override readonly hint = 'Start the Director, see that it has a Volume for the Pool, and run the Job again';

  constructor(job: ByteString, seconds: number) {
    super(`${displayText(job)} waits for a Volume, and no Director has been there for ${Math.round(seconds)} seconds`);
  }
}

export class DirectorAnswerError extends AppError {
  readonly code = 'STORAGE_DIRECTOR_ANSWER';
  override readonly hint = 'Look into the Director’s log for what its Catalog says';

  constructor(asked: string, answer: ByteString) {
    super(`The Director does not grant ${asked}: it says "${displayText(answer.trim().slice(0, 200))}"`);
  }
}

export class ClientLateError extends AppError {
  readonly code = 'STORAGE_CLIENT_LATE';
  override readonly hint =
    'Can the Client reach the Storage Daemon at the Address and SDPort of the Director’s Storage resource?';

  constructor(job: ByteString, seconds: number) {
    super(`Nobody came for the data of ${displayText(job)} within ${seconds} seconds`);
  }
}

/** The peer of the data connection went away, or the way to it broke. */
export class DataPeerLostError extends AppError {
  readonly code = 'STORAGE_PEER_LOST';
  override readonly hint = 'See whether the other daemon runs, and its messages in the Job’s log';

  constructor(peer: string, awaited: string, options?: ErrorOptions) {
    super(`Network error reading from ${peer} while waiting for ${awaited}`, options);
  }
}

/** What came over the data connection fits nothing; the Job ends, nobody else is touched. */
export class DataPeerGarbageError extends AppError {
  readonly code = 'STORAGE_PEER_GARBAGE';
  override readonly hint = 'The other daemon speaks another language, or what it sent was damaged on the way';

  constructor(peer: string, found: string) {
    super(`What ${peer} sends cannot be used: ${found}`);
  }
}

export class NoDataPlaceError extends AppError {
  readonly code = 'STORAGE_NO_PLACE';
  override readonly hint = 'The Director must say "use storage" before "run"';

  constructor(what: string) {
    super(`There is no device reserved ${what}`);
  }
}

export class StaleEpochError extends AppError {
  readonly code = 'STORAGE_STALE_EPOCH';
  override readonly hint: string;

  constructor(director: string, held: bigint, highest: bigint, stateFile: string) {
    super(`The Director ${director} holds epoch ${held}, one with epoch ${highest} was here`);
    this.hint = `Another node leads; only where the whole cluster was made anew, stop this daemon and remove ${stateFile}`;
  }
}

export class DaemonRunningError extends AppError {
  readonly code = 'STORAGE_RUNNING';
  override readonly hint = 'Stop that one first, or give this one a Name or WorkingDirectory of its own';

  constructor(path: ByteString, holder: string) {
    super(`A Storage Daemon of this name is running already: ${displayText(path)} is held by ${holder}`);
  }
}

export class SourceDamagedError extends AppError {
  readonly code = 'STORAGE_SOURCE_DAMAGED';
  override readonly hint = 'Keep the Jobs that it reads, restore what can be restored, and run a Full of the Client';

  constructor(errors: number) {
    super(`What was read is damaged in ${errors} places, so it is not consolidated`);
  }
}

export class StateFileError extends AppError {
  readonly code = 'STORAGE_STATE_FILE';
  override readonly hint =
    'May the daemon write into its WorkingDirectory, and is there room? A damaged file may be removed where no cluster of Directors uses this daemon';

  constructor(path: ByteString, cause: unknown) {
    super(`The file ${displayText(path)} cannot be used: ${describeError(cause)}`, { cause });
  }
}
