/**
 * A Job in the hands of this Director, from its row in the Catalog to its report: what it is, how it stands, and how it
 * is cancelled. It knows no daemon and no table; whoever works for it engages the daemons and moves the figures.
 */
import { type ByteString, type Clock, toByteString, withDeadline } from '../../core/index.ts';
import type { ActiveJob } from '../daemon/service.ts';
import type { JobMessages } from '../messages/index.ts';
import type { CancelAtDaemon, DaemonAtWork } from './daemon-at-work.ts';
import { JobCanceledError, JobLeftError } from './errors.ts';
import { isQueued, mergeStatus, statusText } from './job-status.ts';

export interface JobIdentity {
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  /** The resource's name. */
  readonly name: ByteString;
  readonly client: ByteString;
  readonly type: 'B' | 'R';
  readonly priority: number;
  readonly scheduledAt: Date;
  readonly ignoresDuplicates: boolean;
}

export interface JobHooks {
  readonly clock: Clock;
  readonly messages: JobMessages;
  /** After every change of status or figures. */
  readonly onChange: (job: Job) => void;
}

// How long the daemons have to acknowledge a cancel, and then to end their own conversations, before we hang up.
const CANCEL_MS = 12_000;
const FAREWELL_MS = 5_000;

export class Job {
  readonly identity: JobIdentity;
  readonly messages: JobMessages;
  /** The one asked for, and after the decision the actual one. */
  level: string;
  startedAt: Date | undefined;
  /** When MaxRunTime begins to count: the daemons are at work. */
  workingSince: Date | undefined;
  files = 0;
  bytes = 0;
  bytesPerSecond = 0;
  errors = 0;
  storage: ByteString | undefined;
  device: ByteString | undefined;
  readonly #hooks: JobHooks;
  readonly #abort = new AbortController();
  readonly #engaged = new Map<string, CancelAtDaemon | DaemonAtWork>();
  readonly #ended = Promise.withResolvers<void>();
  #status = 'C';
  #storageStatus: string | undefined;
  #canceling: Promise<readonly ByteString[]> | undefined;
  #isLeft = false;
  #isOver = false;

  constructor(identity: JobIdentity, level: string, hooks: JobHooks) {
    this.identity = identity;
    this.level = level;
    this.messages = hooks.messages;
    this.#hooks = hooks;
    // Nobody may be listening when a queued Job is cancelled.
    this.#ended.promise.catch(() => undefined);
  }

  get status(): string {
    return this.#status;
  }

  /** Aborts when the Job has to let go of everything; its reason says why. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** What the Job waits for at the Storage Daemon, where that is more telling than "running". */
  get shownStatus(): string {
    return this.#status === 'R' && this.#storageStatus !== undefined ? this.#storageStatus : this.#status;
  }

  /** Moves between the ways of waiting and running, or to a verdict: an error sticks. */
  become(status: string): void {
    const next = mergeStatus(this.#status, status);
    if (next === this.#status) return;
    this.#status = next;
    this.changed();
  }

  /** `Status` lines of the Storage Daemon. R means: nothing special. */
  storageSays(status: string): void {
    const next = 'mMSFdlaLqBuwi'.includes(status) ? status : undefined;
    if (next === this.#storageStatus) return;
    this.#storageStatus = next;
    this.changed();
  }

  changed(): void {
    this.#hooks.onChange(this);
  }

  /**
   * Registers a daemon that has to hear of a cancel; disposing takes it back. Where it has not said its last word by
   * then, or when its connection ends, the Job has failed under its hands, and it would go on for hours with what is
   * good for nothing: it is told to stop, in bounded time.
   */
  engage(daemon: string, work: CancelAtDaemon | DaemonAtWork): Disposable & AsyncDisposable {
    this.#engaged.set(daemon, work);
    let stopping: Promise<unknown> | undefined;
    const stop = async (): Promise<void> => {
      if (typeof work === 'function' || work.isDone() || this.isLetGo) return;
      stopping ??= withDeadline(work.cancel(), CANCEL_MS, () => new Error('silent')).catch(() => undefined);
      await stopping;
    };
    if (typeof work !== 'function') void work.over.then(() => (this.#engaged.has(daemon) ? stop() : undefined));
    return {
      [Symbol.dispose]: () => this.#engaged.delete(daemon),
      [Symbol.asyncDispose]: async () => {
        this.#engaged.delete(daemon);
        await stop();
      },
    };
  }

  /** Daemons that can be looked after. */
  daemonsAtWork(): (readonly [string, DaemonAtWork])[] {
    return [...this.#engaged].filter((entry): entry is [string, DaemonAtWork] => typeof entry[1] !== 'function');
  }

  get isCanceled(): boolean {
    return this.#canceling !== undefined;
  }

  /** Another Director goes on with it: whatever ends here now is neither told nor written down. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /** Its connections end by our own doing: what fails from now on is no news, and no daemon has to be stopped. */
  get isLetGo(): boolean {
    return this.isCanceled || this.#isLeft;
  }

  /**
   * All connections end at once, and no daemon is told anything: the Job is its next Director's. Where its work is over
   * already its end may still be recorded here, and is told then.
   */
  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    if (!this.#isOver) this.messages.abandon();
    this.#abort.abort(new JobLeftError(this.identity.jobId));
  }

  /**
   * Status A; the daemons are told in parallel, and have a moment to say their last words; then all connections end.
   * Resolves, in bounded time, when the Job cannot go on. A second cancel waits for the first. The Job's log says why.
   */
  cancel(reason: string, how: 'info' | 'fatal' = 'info'): Promise<readonly ByteString[]> {
    if (this.#canceling === undefined) this.messages.say(how, reason);
    this.#canceling ??= this.#cancel(new JobCanceledError(reason));
    return this.#canceling;
  }

  async #cancel(reason: JobCanceledError): Promise<readonly ByteString[]> {
    const wasQueued = isQueued(this.#status);
    this.become('A');
    const lines = wasQueued ? [] : await this.#tellDaemons();
    if (this.#engaged.size > 0)
      await withDeadline(this.#ended.promise, FAREWELL_MS, () => reason).catch(() => undefined);
    this.#abort.abort(reason);
    return lines;
  }

  async #tellDaemons(): Promise<ByteString[]> {
    const told = [...this.#engaged].map(([daemon, work]) =>
      withDeadline(
        (typeof work === 'function' ? work : work.cancel)(),
        CANCEL_MS,
        () => new Error(`${daemon} did not answer the request to cancel`),
      ),
    );
    const answers = await Promise.allSettled(told);
    return answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [toByteString(String(answer.reason.message))],
    );
  }

  /** The work is over, whatever came of it. */
  end(): void {
    this.#isOver = true;
    this.#ended.resolve();
  }

  describe(): ActiveJob {
    const { jobId, job, name, client, type, priority, scheduledAt } = this.identity;
    return {
      jobId,
      job,
      name,
      client,
      type,
      level: this.level,
      status: this.shownStatus,
      statusText: statusText(this.shownStatus),
      priority,
      scheduledAt,
      ...(this.startedAt && { startedAt: this.startedAt }),
      files: this.files,
      bytes: this.bytes,
      bytesPerSecond: this.bytesPerSecond,
      errors: this.errors + this.messages.errors,
      ...(this.storage !== undefined && { storage: this.storage }),
      ...(this.device !== undefined && { device: this.device }),
    };
  }
}
