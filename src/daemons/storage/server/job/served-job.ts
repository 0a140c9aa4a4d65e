/**
 * A Job as the server has it: what the Director said of it, what it may use, how far it is. The media see it as a
 * StorageJob. Its signal ends every wait; `stop` ends only the data, and what has come is kept.
 */
import type { ByteString, Clock, Secret } from '../../../../core/index.ts';
import { describeError, toByteString } from '../../../../core/index.ts';
import type { MessageType } from '../../../../protocol/index.ts';
import type { BootstrapPart } from '../../../../volume/index.ts';
import type { Reservation, SpoolState, StorageJob } from '../../media/index.ts';
import { JobCanceledError, JobStoppedError } from '../errors.ts';
import type { Outlet } from '../outlet/outlet.ts';
import { DataGate } from './data-gate.ts';
import type { JobFacts } from './job-facts.ts';

export interface ServedJobOptions {
  readonly facts: JobFacts;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly authorization: Secret;
  readonly outlet: Outlet;
  readonly ownName: ByteString;
  readonly clock: Clock;
}

/** How far a Job is, for `status` and the last word. */
export interface JobFigures {
  readonly files: number;
  readonly bytes: number;
  readonly spool?: SpoolState | undefined;
}

const NOTHING: JobFigures = { files: 0, bytes: 0 };

const PREFIX: Partial<Record<MessageType, ByteString>> = {
  abort: 'ABORTING due to ERROR: ',
  fatal: 'Fatal error: ',
  error: 'Error: ',
  warning: 'Warning: ',
};

export class ServedJob implements StorageJob {
  readonly facts: JobFacts;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly authorization: Secret;
  readonly outlet: Outlet;
  readonly data = new DataGate();
  readonly startedAt: Date;
  /** What it appends to, and what it reads from. */
  append: Reservation | undefined;
  read: Reservation | undefined;
  bootstrap: readonly BootstrapPart[] | undefined;
  /** The letter that was told last. */
  letter = 'C';
  errors = 0;
  /** Put there by whoever moves the data. */
  measure: () => JobFigures = () => NOTHING;
  bytesPerSecMax = 0;
  running = false;
  /** Only its last word is still on the way: the Director may hear it, and order the next part, before we have let go. */
  ending = false;
  /** Records flow: only their end may be forced, the Volume has to be left in good order. */
  moving = false;
  stopped = false;
  readonly #ownName: ByteString;
  readonly #abort = new AbortController();

  constructor(options: ServedJobOptions) {
    this.facts = options.facts;
    this.sessionId = options.sessionId;
    this.sessionTime = options.sessionTime;
    this.authorization = options.authorization;
    this.outlet = options.outlet;
    this.startedAt = options.clock.now();
    this.#ownName = options.ownName;
    this.outlet.begin(this.signal);
  }

  get jobId() {
    return this.facts.jobId;
  }
  get job() {
    return this.facts.job;
  }
  get jobName() {
    return this.facts.jobName;
  }
  get client() {
    return this.facts.client;
  }
  get fileSet() {
    return this.facts.fileSet;
  }
  get fileSetMd5() {
    return this.facts.fileSetMd5;
  }
  get type() {
    return this.facts.type;
  }
  get level() {
    return this.facts.level;
  }
  get preferMounted() {
    return this.facts.preferMounted;
  }
  get dataSpool() {
    const { spoolData, spoolSizeBytes } = this.facts;
    return spoolData ? { maxBytes: spoolSizeBytes } : undefined;
  }
  get catalog() {
    return this.outlet.catalog;
  }
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
  get figures(): JobFigures {
    return this.measure();
  }
  get canceled(): boolean {
    return this.#abort.signal.aborted;
  }

  say(type: MessageType, text: ByteString): void {
    if (type === 'fatal' || type === 'error' || type === 'abort') this.errors++;
    this.outlet.say(type, `${this.#ownName} JobId ${this.jobId}: ${PREFIX[type] ?? ''}${text}`);
  }

  /** An error as the Job's log has it. */
  sayError(type: 'fatal' | 'error' | 'warning', error: unknown): void {
    this.say(type, `${toByteString(describeError(error))}\n`);
  }

  status(letter: string): void {
    this.letter = letter;
    this.outlet.status(letter);
  }

  /** Every wait of it ends. */
  cancel(why: Error = new JobCanceledError(this.job)): void {
    this.#abort.abort(why);
    this.data.shut(why);
  }

  /** No more data is taken; what is there is brought to a good end. */
  stop(): void {
    this.stopped = true;
    const why = new JobStoppedError(this.job);
    if (!this.moving) this.#abort.abort(why);
    this.data.shut(why);
  }

  /** Gives back what it holds and never used. */
  release(): void {
    this.append?.[Symbol.dispose]();
    this.read?.[Symbol.dispose]();
  }
}
