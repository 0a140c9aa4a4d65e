/**
 * A Job at a Storage Daemon of ours, as its Director has it (docs/decisions/0050): the facts that come go into the ledger,
 * receipts go back, and where the connection is lost another one takes its place. The last word is acknowledged when the
 * Job's end is in the Catalog, not before.
 */
import { beginJournal, type JournalIngest, lostJob, openJournalIngest } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { toByteString, withDeadline } from '../../core/index.ts';
import {
  type Connection,
  type Dialled,
  formatReceipt,
  journalCommand,
  storageRelease,
  WILLS_EXTENSION,
} from '../../protocol/index.ts';
import { storageName } from '../job/connect.ts';
import type { Job } from '../job/job.ts';
import { watchIngest } from '../job/set-back.ts';
import type { JobTools } from '../job/tools.ts';
import { formatWill } from '../succession/will.ts';
import type { VolumeContext } from '../volumes/index.ts';
import { attachPatiently } from './attach.ts';
import { FactGapError } from './errors.ts';
import { FactLedger, type SessionNumbers } from './fact-ledger.ts';
import { LastingConnection } from './lasting-connection.ts';

export interface JobJournalOptions {
  readonly job: Job;
  readonly storage: StorageResource;
  readonly dialled: Dialled;
  readonly context: VolumeContext;
  readonly tools: JobTools;
}

/** New connections in a row that brought nothing. */
const VAIN_MAX = 5;
/** One that held so long was not in vain. */
const HELD_MS = 10_000;
const PAUSE_MS = 500;
const BEGIN_MS = 5_000;

export class JobJournal {
  readonly ledger: FactLedger;
  readonly connection: LastingConnection;
  readonly #options: JobJournalOptions;
  #vain = 0;
  #attachedAtMs = performance.now();
  #receivedThen = 0;
  #recorded = false;

  constructor(options: JobJournalOptions) {
    const { job, dialled, storage, context, tools } = options;
    this.#options = options;
    this.connection = new LastingConnection(dialled.connection, {
      replace: (why, signal) => this.#replace(why, signal),
    });
    const daemon = storageName(storage);
    this.ledger = new FactLedger({
      daemon,
      release: storageRelease(dialled.version),
      job,
      context,
      open: (committed) => watchIngest(this.#openIngest(committed), () => tools.takeUp(job)),
      onGap: (expected, found) => this.connection.renew(new FactGapError(daemon, expected, found)),
      onDone: (fact) => this.#receipt(fact),
      onSpoiled: (sentence) => {
        job.messages.say('fatal', toByteString(sentence));
        job.become('f');
      },
    });
  }

  #openIngest(committed: number): JournalIngest {
    const { job, tools } = this.#options;
    const { jobId } = job.identity;
    return openJournalIngest(tools.catalog, { jobId, committed, onCommitted: (fact) => this.#receipt(fact) });
  }

  /** The last fact that the Catalog is known to have taken; undefined: nothing is recorded. */
  get committed(): number | undefined {
    return this.#recorded ? this.ledger.committed : undefined;
  }

  get files(): number {
    return this.ledger.files;
  }

  get lastFileIndex(): undefined {
    return undefined;
  }

  /** A new connection is being looked for: silence means nothing. */
  get isAway(): boolean {
    return this.connection.isAway;
  }

  /** `true`: taken; a Buffer: the Job's last word. */
  take(number: number, packet: Buffer): boolean | Promise<void> | Buffer {
    const taken = this.ledger.take(number, packet);
    if (taken instanceof Buffer) this.#heardLastWord(number);
    return taken;
  }

  /** Before a question is answered: the Catalog has what was told before it. */
  settle(): Promise<void> {
    return this.ledger.settle();
  }

  break(): void {
    this.ledger.break();
  }

  /**
   * Recorded from now on, so that another Director can go on with the Job, also where the Catalog fails over. A standby that
   * is away, or far behind, does not hold a Job back for long.
   */
  async begin(session: SessionNumbers, brief: string): Promise<void> {
    const { storage, job, tools } = this.#options;
    const { jobId } = job.identity;
    const prepare = (fact: number) =>
      tools.catalog.execute(beginJournal({ jobId, storage: storage.name, fact, brief }));
    await this.ledger.begin(session, prepare);
    this.#recorded = true;
    await this.#leaveWill();
    await withDeadline(tools.leadership.durable(), BEGIN_MS, () => new Error('late')).catch(() => undefined);
  }

  /** In a cluster: a standby that is promoted may never have heard of the Job. */
  async #leaveWill(): Promise<void> {
    const { job, dialled, tools } = this.#options;
    if (tools.leadership.epoch === 0n || (dialled.extension ?? 0) < WILLS_EXTENSION) return;
    const found = await lostJob(tools.catalog, job.identity.jobId);
    const will = found && formatWill(found);
    if (will !== undefined) await this.connection.send(journalCommand.keep.format({ will }));
  }

  /** Goes on behind the last fact that the Catalog holds; the connection is attached there. */
  resume(session: SessionNumbers, committed: number): void {
    this.#recorded = true;
    this.ledger.resume(session, committed);
    this.connection.last();
  }

  /** `run` was said: the Job goes on there, also without a connection. */
  running(): void {
    this.connection.last();
  }

  finish(): Promise<void> {
    return this.ledger.finish();
  }

  abort(): Promise<void> {
    return this.ledger.abort();
  }

  /** The Job's end is in the Catalog: nothing more is wanted of the Storage Daemon, once it will stay there. Waits for neither. */
  concluded(): void {
    const { storage, job, tools } = this.#options;
    tools.journals.beside(async () => {
      try {
        const { lastWord } = this.ledger;
        if (lastWord === undefined) throw new Error('it has not said its last word');
        await this.#acknowledge(lastWord);
      } catch {
        tools.journals.forget(storage, job.identity.job, tools);
      }
      await this.leave();
    });
  }

  /** Without a receipt: somebody else will ask. */
  async leave(): Promise<void> {
    await this.connection.release().catch(() => undefined);
  }

  #heardLastWord(number: number): void {
    if (this.#recorded) this.connection.keep();
    else this.#receipt(number);
  }

  #receipt(fact: number): void {
    void this.#acknowledge(fact).catch(() => undefined);
  }

  async #acknowledge(fact: number): Promise<void> {
    await this.#options.tools.leadership.durable();
    await this.connection.send(formatReceipt(fact));
  }

  async #replace(why: Error, signal: AbortSignal): Promise<Connection> {
    const { job, storage, tools } = this.#options;
    const { messages, identity } = job;
    const name = storageName(storage);
    this.#countVain(why);
    const patience = `calling it again for up to ${tools.director.sdConnectTimeoutSec} seconds`;
    messages.say('warning', toByteString(`${name} was lost: ${why.message}. The Job goes on there; ${patience}`));
    job.storageSays('S');
    await this.ledger.rewind();
    if (this.#vain > 0) await tools.clock.sleep(PAUSE_MS * this.#vain, signal);
    const from = this.ledger.received + 1;
    const { dialled } = await attachPatiently(storage, identity.job, from, tools, signal);
    this.#attachedAtMs = performance.now();
    this.#receivedThen = this.ledger.received;
    messages.say('info', toByteString(`${name} is there again, and goes on from fact ${from} of the Job's journal`));
    job.storageSays('R');
    return dialled.connection;
  }

  #countVain(why: Error): void {
    const isVain = this.ledger.received <= this.#receivedThen && performance.now() - this.#attachedAtMs < HELD_MS;
    this.#vain = isVain ? this.#vain + 1 : 0;
    if (this.#vain > VAIN_MAX) throw why;
  }
}
