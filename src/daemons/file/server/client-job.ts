/**
 * A Job at the Client, from its `JobId=` to the end of its conversation (specification 02 §2): what the Director has
 * told about it so far, its thread, its figures. The commands of the Director change it; status and cancel look at it.
 */
import type { ByteString, Clock } from '../../../core/index.ts';
import type { LevelCommand, MessageType } from '../../../protocol/index.ts';
import { JobStoppedError } from '../job/errors.ts';
import { JobFigures, type StopKind } from '../job/figures.ts';
import { type JobThread, startJobThread } from '../job/job-thread.ts';
import type { PreparedWork, ThreadSettings } from '../job/thread-calls.ts';
import type { Say } from './job-messages.ts';
import type { ClientScript } from './scripts.ts';

export interface JobIdentity {
  readonly jobId: number;
  /** `Nightly.2026-11-20_09.32.46_03` */
  readonly job: ByteString;
  readonly sessionId: number;
  readonly sessionTime: number;
  /** The key to the Storage; undefined: the Job needs none. */
  readonly authorization: string | undefined;
}

export type JobType = 'B' | 'R' | 'V' | ' ';

export interface Since {
  readonly sec: number;
  readonly mtimeOnly: boolean;
}

export interface ClientJobOptions {
  readonly identity: JobIdentity;
  readonly clock: Clock;
  readonly say: Say;
  readonly pass: (packets: readonly Uint8Array[]) => Promise<void>;
  readonly heartbeat: () => void;
  /** 0: no limit. */
  readonly bandwidthBytesPerSec: number;
  readonly thread: Omit<ThreadSettings, 'figures' | 'jobId' | 'job' | 'sessionId' | 'sessionTime'>;
}

export class ClientJob implements AsyncDisposable {
  readonly identity: JobIdentity;
  readonly startedAt: Date;
  readonly scripts: ClientScript[] = [];
  type: JobType = ' ';
  level: LevelCommand | undefined;
  /** Of a Verify. */
  verifyLevel = '';
  since: Since = { sec: 0, mtimeOnly: false };
  fileSet: readonly ByteString[] | undefined;
  /** An accurate list has come. */
  accurate = false;
  /** A connection with the Storage stands. */
  connected = false;
  storageEncrypted = false;
  /** Each Storage of a restore brings its key: `storage end` and `endrestore` are part of the conversation. */
  severalStorages = false;
  status = 'R';
  encrypted = false;
  /** Errors that the thread does not count: scripts, connections. */
  errors = 0;
  readonly #options: ClientJobOptions;
  readonly #stop = new AbortController();
  #thread: JobThread | undefined;
  #waitingStop: StopKind | undefined;
  #endsWithDaemon = false;
  #bandwidthBytesPerSec: number;

  constructor(options: ClientJobOptions) {
    this.#options = options;
    this.identity = options.identity;
    this.#bandwidthBytesPerSec = options.bandwidthBytesPerSec;
    this.startedAt = options.clock.now();
  }

  /** The name of the Job resource. */
  get name(): ByteString {
    return this.identity.job.replace(/\.\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d_\d+$/, '');
  }

  /** Aborts when the Director takes the Job back. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get stopped(): StopKind | undefined {
    return this.#waitingStop;
  }

  /** Nobody has taken it back: it ends because the daemon does. */
  get endsWithDaemon(): boolean {
    return this.#endsWithDaemon;
  }

  /** Zeroes before the thread has begun. */
  get figures(): JobFigures {
    return this.#thread?.figures ?? NO_FIGURES;
  }

  get errorCount(): number {
    return this.errors + this.figures.get('errors');
  }

  /** 0: no limit; may be changed at any time. */
  get bandwidthBytesPerSec(): number {
    return this.#bandwidthBytesPerSec;
  }

  set bandwidthBytesPerSec(value: number) {
    this.#bandwidthBytesPerSec = value;
    this.#thread?.figures.set('bytesPerSecMax', value);
  }

  get thread(): JobThread {
    this.#thread ??= this.#startThread();
    return this.#thread;
  }

  /** Nobody waits for it: what goes wrong with it shows when the work itself is asked for. */
  prepare(work: PreparedWork): void {
    this.thread.call('prepare', work).catch(() => undefined);
  }

  say(type: MessageType, text: ByteString): void {
    this.#options.say(type, text);
  }

  /** Ends it in good order; a second word does not make a canceled Job a stopped one. */
  requestStop(how: StopKind): void {
    if (this.#waitingStop === 'cancel') return;
    this.#waitingStop = how;
    this.#thread?.requestStop(how);
    this.#stop.abort(new JobStoppedError(how));
  }

  /** The daemon is being stopped. The Director hears that this is no operator's doing: such a Job may run again. */
  endWithDaemon(): void {
    if (this.#waitingStop === undefined && this.type !== ' ') {
      this.#endsWithDaemon = true;
      this.say('fatal', 'The File Daemon is being stopped, and this Job with it\n');
    }
    this.requestStop('cancel');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.[Symbol.asyncDispose]();
  }

  #startThread(): JobThread {
    const { identity, say, pass, heartbeat, thread } = this.#options;
    const { jobId, job, sessionId, sessionTime } = identity;
    const started = startJobThread({ ...thread, jobId, job, sessionId, sessionTime }, { say, pass, heartbeat });
    started.figures.set('bytesPerSecMax', this.#bandwidthBytesPerSec);
    if (this.#waitingStop !== undefined) started.requestStop(this.#waitingStop);
    return started;
  }
}

const NO_FIGURES = new JobFigures();
