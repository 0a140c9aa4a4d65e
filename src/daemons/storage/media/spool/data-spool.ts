/**
 * Data spooling (page 03 §2): the blocks of a Job wait in a file until a limit is reached or the Job ends, and come to the
 * Volume in one piece. The Job is told what genuine daemons tell. What cannot be spooled goes to the Volume; nothing is
 * ever dropped, but with the Job.
 */
import { type ByteString, type Clock, describeError, toByteString } from '../../../../core/index.ts';
import type { FinishedBlock } from '../../../../volume/index.ts';
import type { DeviceError } from '../../device/index.ts';
import type { SpoolShare, SpoolTotals } from '../../spool/index.ts';
import { spooling } from '../messages.ts';
import type { SpoolState } from '../sessions.ts';
import type { StorageJob } from '../storage-job.ts';
import type { SpoolFile } from './spool-file.ts';
import type { Turns } from './turns.ts';

/** The session whose blocks these are. */
export interface SpoolUser {
  readonly job: StorageJob;
  readonly failure: Error | undefined;
  /** Aborts with the failure. */
  readonly signal: AbortSignal;
  /** Onto the Volume; drops the block of a session that has failed. Never throws. */
  submit(block: FinishedBlock): void;
  /** Resolves when all that was submitted is on the Volume or dropped. */
  settled(): Promise<void>;
  fail(error: Error): void;
  /** The Volume that is written. */
  readonly volumeName: ByteString;
}

/** 0: none. */
export interface SpoolLimits {
  readonly jobBytes: number;
  readonly deviceBytes: number;
}

export interface DataSpoolOptions {
  readonly user: SpoolUser;
  readonly limits: SpoolLimits;
  /** Of all Jobs on the drive, and of all drives. */
  readonly device: SpoolTotals;
  readonly daemon: SpoolTotals;
  /** Jobs come to the Volume of a drive one after the other. */
  readonly turns: Turns;
  readonly clock: Clock;
}

export class DataSpool implements AsyncDisposable {
  readonly #options: DataSpoolOptions;
  #file: SpoolFile | undefined;
  readonly #shares: readonly SpoolShare[];
  /** `through`: blocks go to the Volume at once. */
  #state: SpoolState | 'through' = 'through';
  /** What came meanwhile, in order. */
  #held: FinishedBlock[] = [];
  #refusal: DeviceError | undefined;
  #running: Promise<void> | undefined;

  constructor(options: DataSpoolOptions) {
    this.#options = options;
    const measure = (): number => this.bytes;
    this.#shares = [options.device.begin(measure), options.daemon.begin(measure)];
  }

  /** From here on blocks are spooled. */
  start(file: SpoolFile): void {
    this.#file = file;
    this.#state = 'spooling';
    this.#options.user.job.say('info', spooling.begins);
  }

  get state(): SpoolState | undefined {
    return this.#state === 'through' ? undefined : this.#state;
  }

  get bytes(): number {
    return this.#file?.bytes ?? 0;
  }

  /** Never throws. */
  put(block: FinishedBlock): void {
    if (this.#file === undefined || this.#state === 'through') this.#options.user.submit(block);
    else if (this.#state === 'spooling') this.#spool(this.#file, block);
    else this.#held.push(block);
  }

  /** What does not fit on the disk comes back; see SpoolFile. */
  refused(error: DeviceError, blocks: readonly FinishedBlock[]): void {
    this.#refusal = error;
    this.#held.unshift(...blocks);
    if (this.#state === 'spooling') this.#start(false);
  }

  /** Everything to the Volume; nothing is spooled from here on. Never rejects: what fails fails the session. */
  async commit(): Promise<void> {
    while (this.#state !== 'through') {
      if (this.#state === 'spooling') this.#start(true);
      await this.#running;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running;
    this.#through();
    for (const share of this.#shares) share[Symbol.dispose]();
    await this.#file?.[Symbol.asyncDispose]();
  }

  #spool(file: SpoolFile, block: FinishedBlock): void {
    file.put(block);
    const reached = this.#limitReached();
    if (reached === undefined) return;
    this.#options.user.job.say('info', reached);
    this.#start(false);
  }

  #limitReached(): ByteString | undefined {
    const { limits, device } = this.#options;
    const deviceBytes = device.look();
    if (limits.jobBytes > 0 && this.bytes >= limits.jobBytes) return spooling.jobLimit(this.bytes, limits.jobBytes);
    if (limits.deviceBytes === 0 || deviceBytes < limits.deviceBytes) return undefined;
    return spooling.deviceLimit(deviceBytes, limits.deviceBytes);
  }

  #start(last: boolean): void {
    this.#state = 'waiting';
    this.#options.daemon.look();
    this.#running = this.#round(last).catch((error: Error) => {
      this.#options.user.fail(error);
      this.#through();
    });
  }

  /** What is spooled goes to the Volume, then the next round begins with what came meanwhile. */
  async #round(last: boolean): Promise<void> {
    const { user } = this.#options;
    const file = this.#file;
    if (file === undefined) return;
    const bytes = await file.settle();
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal !== undefined) user.job.say('warning', spooling.refused(toByteString(describeError(refusal)), bytes));
    if (bytes > 0) await this.#despool(file, bytes, last);
    await file.empty();
    // Where not even one block found room, another try would be as good.
    if (last || (refusal !== undefined && bytes === 0) || user.failure !== undefined) return this.#through();
    this.#state = 'spooling';
    user.job.say('info', spooling.again);
    for (const block of this.#held.splice(0)) this.put(block);
  }

  async #despool(file: SpoolFile, bytes: number, last: boolean): Promise<void> {
    const { user, turns, clock } = this.#options;
    using _ = await turns.take(user.signal);
    this.#state = 'despooling';
    user.job.say('info', last ? spooling.commit(user.volumeName, bytes) : spooling.despool(bytes));
    user.job.status('l');
    const begunMs = clock.monotonicMs();
    for await (const block of file.blocks(bytes)) {
      if (user.failure !== undefined) break;
      user.submit(block);
    }
    await user.settled();
    if (user.failure !== undefined) return;
    user.job.say('info', spooling.despooled((clock.monotonicMs() - begunMs) / 1000, bytes));
    user.job.status('R');
  }

  #through(): void {
    this.#state = 'through';
    for (const block of this.#held.splice(0)) this.#options.user.submit(block);
  }
}
