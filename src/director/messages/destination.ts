/** One place that messages go to. The sink hands it batches in order, one at a time. */
import type { JobCodes } from '../run-script/job-codes.ts';
import type { Message, MessageType } from './message.ts';

export interface Destination {
  /** For the warning when it fails: `Append to "/var/log/bacula.log"`. */
  readonly name: string;
  readonly types: ReadonlySet<MessageType>;
  /** Sent when the Job has ended: closed before the others, which may have to tell of its failure. */
  readonly isMail?: boolean;
  /** The Log table: it gets no message that is written there by somebody else. */
  readonly isCatalog?: boolean;
  /** Rejects where it could not deliver; the batch is then lost for this destination alone. */
  deliver(batch: readonly Message[]): Promise<void>;
  /** Everything was delivered, and the Job has ended; without an outcome somebody else goes on with it. */
  close(outcome: JobOutcome | undefined): Promise<void>;
}

/** How the Job ended: decides about mails, and fills their `%` codes. */
export interface JobOutcome {
  readonly status: string;
  readonly codes: JobCodes;
}
