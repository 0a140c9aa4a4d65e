/** What ends a Job at the Client; the sentences go into its log, in the Director's hands. */
import { AppError, type ByteString, displayText } from '../../../core/index.ts';

/** The Director asked for it. */
export class JobStoppedError extends AppError {
  readonly code = 'CLIENT_JOB_STOPPED';
  readonly how: 'cancel' | 'stop';

  constructor(how: 'cancel' | 'stop') {
    super(how === 'cancel' ? 'Job canceled' : 'Job stopped');
    this.how = how;
  }
}

export class StorageLostError extends AppError {
  readonly code = 'CLIENT_STORAGE_LOST';
  override readonly hint = 'See whether the Storage Daemon runs, and what its own log says; then run the Job again';

  constructor(peer: string, found: string, options?: ErrorOptions) {
    super(`Network send error to SD. The Storage at ${peer} is gone: ${found}`, options);
  }
}

export class StorageRefusedError extends AppError {
  readonly code = 'CLIENT_STORAGE_REFUSED';
  override readonly hint = 'The words are those of the Storage Daemon; its own log may tell more';

  constructor(step: string, words: string) {
    super(`The Storage refused to ${step}: ${displayText(words.trim().slice(0, 500))}`);
  }
}

export class StorageSilentError extends AppError {
  readonly code = 'CLIENT_STORAGE_SILENT';
  override readonly hint = 'A Storage that should have called this Client cannot reach it, or waits for its device';
}

/** The worker thread of a Job ended by itself: a fault of ours, or no memory left. */
export class JobThreadError extends AppError {
  readonly code = 'CLIENT_JOB_THREAD';
  override readonly hint = 'Report it with the words beside it; run the Job again';

  constructor(found: string, options?: ErrorOptions) {
    super(`The thread of the Job broke: ${found}`, options);
  }
}

export class JobOrderError extends AppError {
  readonly code = 'CLIENT_JOB_ORDER';
  override readonly hint = 'The Director sent its commands in an order that makes no sense; see its version';
}

/** The Client's Maximum Job Error Count. */
export class TooManyErrorsError extends AppError {
  readonly code = 'CLIENT_TOO_MANY_ERRORS';
  override readonly hint = 'Look at the first of them; Maximum Job Error Count of the Client sets the limit';

  constructor(errors: number) {
    super(`Too many errors: ${errors} files could not be saved`);
  }
}

export class PluginMissingError extends AppError {
  readonly code = 'CLIENT_PLUGIN_MISSING';
  override readonly hint =
    'This Client knows bpipe:<path>:<command that prints>:<command that takes> and no other plugin';

  constructor(command: ByteString) {
    super(`Command plugin "${displayText(command.slice(0, 200))}" requested, but is not loaded`);
  }
}
