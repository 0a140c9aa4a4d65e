/**
 * The messages of one Job on their way to where the Messages resource sends them: Catalog, files, console, system
 * log, mail (specification 07 §5, 08b §10). A destination that fails is warned of once and never fails the Job.
 */
import type { ByteString, Clock, Logger } from '../../core/index.ts';
import type { JobCodes } from '../run-script/job-codes.ts';
import type { Message, MessageType } from './message.ts';

export interface JobMessages {
  /** From the Director itself: the `tst-dir JobId 1: ` prefix and the word for the type are put in front. */
  say(type: MessageType, text: ByteString): void;
  /** From a daemon, whose line carries its own prefix: `tst-fd JobId 1: Warning: text`. */
  relay(type: MessageType, line: ByteString, at?: Date): void;
  /** The same, where the caller writes the row of the Catalog's log; undefined: none is wanted there. */
  relayUnlogged(type: MessageType, line: ByteString, at: Date): Omit<LogRow, 'jobId'> | undefined;
  /** What `say` would write into the Catalog's log, for whoever writes it there; undefined: nothing is wanted there. */
  rowOf(type: MessageType, text: ByteString, at: Date): Omit<LogRow, 'jobId'> | undefined;
  /** `say`, but for the Catalog's log, where it stands already. */
  sayUnlogged(type: MessageType, text: ByteString, at: Date): void;
  /** Lines that count as errors, and as warnings, so far. */
  readonly errors: number;
  readonly warnings: number;
  /** Waits until what was said is in the Catalog and in the files; call it now and then in a Job of many messages. */
  flush(): Promise<void>;
  /** Nothing more is taken, and no mail leaves: what was said so far goes where it goes by itself. */
  abandon(): void;
  /** After the report: flushes and sends the mails. Never throws; calling it twice is harmless. */
  close(outcome: { status: string; codes: JobCodes }): Promise<void>;
}

/** What the sink needs from the house. */
export interface MessagesContext {
  readonly directorName: ByteString;
  /** 0: the Director's own messages. */
  readonly jobId: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Log rows; left out where there is no Catalog. */
  readonly catalogLog?: CatalogLog | undefined;
  /** The ring that the `messages` command reads. */
  readonly consoleMessages?: ConsoleMessages | undefined;
  /** Called for each message at once, for whoever watches the Job; must not throw. */
  readonly onMessage?: ((message: Message) => void) | undefined;
  /** The `%` codes while the Job runs, for operators' mails. */
  readonly codes?: (() => JobCodes) | undefined;
}

export interface LogRow {
  readonly jobId: number;
  readonly time: Date;
  readonly text: ByteString;
}

/** Writes rows of the Log table, in order. */
export type CatalogLog = (rows: readonly LogRow[]) => Promise<void>;

/** What consoles have not yet read, bounded: the oldest lines give way. */
export interface ConsoleMessages {
  push(line: ByteString): void;
  /** All lines since the last call, and how many were lost. */
  take(): { readonly lines: readonly ByteString[]; readonly lost: number };
  readonly size: number;
}
