/** The way of a session's blocks to its Volume, through a data spool where there is one, and how many are under way. */
import type { ByteString } from '../../../../core/index.ts';
import type { FinishedBlock } from '../../../../volume/index.ts';
import type { SpoolState } from '../sessions.ts';
import type { DataSpool, SpoolUser } from '../spool/data-spool.ts';
import type { StorageJob } from '../storage-job.ts';
import type { Appender } from './appender.ts';
import type { Party } from './party.ts';
import { UnderWay } from './under-way.ts';

export type OpenSpool = (user: SpoolUser) => Promise<DataSpool | undefined>;

export class Outflow implements SpoolUser, AsyncDisposable {
  readonly #party: Party;
  readonly #appender: Appender;
  readonly #underWay = new UnderWay();
  #spool: DataSpool | undefined;

  constructor(party: Party, appender: Appender) {
    this.#party = party;
    this.#appender = appender;
  }

  /** Once, before the first block, when there is a Volume. */
  async open(openSpool: OpenSpool): Promise<void> {
    this.#spool = await openSpool(this);
  }

  emit(block: FinishedBlock): void {
    if (this.#spool === undefined) this.submit(block);
    else this.#spool.put(block);
  }

  /** A block has been written, or never will be. */
  landed(block: FinishedBlock): void {
    block.release();
    this.#underWay.end();
  }

  /** Everything that was emitted is on the Volume, or dropped; from here on nothing is spooled. */
  async drained(): Promise<void> {
    await this.#spool?.commit();
    await this.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#spool?.[Symbol.asyncDispose]();
  }

  // --- as the spool sees it

  get job(): StorageJob {
    return this.#party.job;
  }
  get failure(): Error | undefined {
    return this.#party.failure;
  }
  get signal(): AbortSignal {
    return this.#party.signal;
  }
  get volumeName(): ByteString {
    return this.#appender.volume?.name ?? '';
  }
  get spoolState(): SpoolState | undefined {
    return this.#spool?.state;
  }

  fail(error: Error): void {
    this.#party.fail(error);
  }

  submit(block: FinishedBlock): void {
    this.#underWay.begin();
    if (this.#party.failure !== undefined) this.landed(block);
    else this.#appender.submit({ data: block.data, block, party: this.#party });
  }

  async settled(): Promise<void> {
    using _ = this.#appender.drain();
    await this.#underWay.none();
  }
}
