/** What can go wrong between this Director and the journals of our Storage Daemons (docs/errors.md). */
import { AppError, displayText } from '../../core/index.ts';

/** Another node leads: this Director's time is over. */
export class SupersededError extends AppError {
  readonly code = 'DIRECTOR_SUPERSEDED';
  override readonly hint =
    'Another Director of this name leads, or led a cluster: see which node does, and stop this one';

  constructor(storage: string, epoch: bigint, reply: string) {
    super(`${storage} refuses this Director, which holds epoch ${epoch}: ${reply}`);
  }
}

/** The connection of a Job was lost, and the patience for another one is used up, or of no use. */
export class StorageGoneError extends AppError {
  readonly code = 'DIRECTOR_STORAGE_GONE';
  override readonly hint =
    'See whether the daemon runs, and the network; what it wrote of the Job is on the Volume, run the Job again';

  constructor(storage: string, seconds: number, options: ErrorOptions & { detail: string }) {
    super(
      `${storage} was lost while the Job ran, and did not come back within ${seconds} s: ${options.detail}`,
      options,
    );
  }
}

/** The Storage Daemon does not have what the Catalog misses. */
export class JournalMissingError extends AppError {
  readonly code = 'DIRECTOR_JOURNAL_MISSING';
  override readonly hint =
    'The Job ended there before it began to write, or its journal was removed with the WorkingDirectory: run the Job again';

  constructor(storage: string, job: string, reply: string) {
    super(`${storage} cannot go on with ${displayText(job)}: ${reply.trim()}`);
  }
}

/** Facts came with numbers that do not follow one another, again and again. */
export class FactGapError extends AppError {
  readonly code = 'DIRECTOR_FACT_GAP';
  override readonly hint =
    'The Storage Daemon is of another version, or something between the two damages what it sends';

  constructor(storage: string, expected: number, found: number) {
    super(`${storage} told fact ${found} where ${expected} was due`);
  }
}
