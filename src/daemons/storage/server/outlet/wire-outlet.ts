/**
 * A genuine Director is told as genuine daemons do it (page 03 §1.2, §4, §6): at once, over the connection of its Job.
 * Attributes wait in a spool file where it wants that, and are dropped where the Job ends badly.
 */
import type { ByteString, Clock } from '../../../../core/index.ts';
import { unixSeconds } from '../../../../core/index.ts';
import {
  AttributeWriter,
  formatAttributeSpool,
  formatJobMessage,
  formatJobStatus,
  formatProgress,
  formatStorageEndJob,
  formatStorageStart,
  type MessageType,
  SIGNAL,
  SPOOL_STORED,
  type StorageEndJob,
} from '../../../../protocol/index.ts';
import type { AttributeSpool } from '../../spool/index.ts';
import type { DirectorLine } from '../director/director-line.ts';
import type { JobFacts } from '../job/job-facts.ts';
import { withCommas } from '../status/figures.ts';
import { DirectorCatalog } from './director-catalog.ts';
import type { Outlet } from './outlet.ts';

export interface WireOutletOptions {
  readonly line: DirectorLine;
  readonly facts: JobFacts;
  readonly sessionId: number;
  readonly sessionTime: number;
  /** Left out: attributes are sent as they come. */
  readonly spool: AttributeSpool | undefined;
  /** `sendprogress` was said. */
  readonly wantsProgress: boolean;
  readonly clock: Clock;
  readonly ownName: ByteString;
}

const DESPOOLING = 'a';

export class WireOutlet implements Outlet {
  readonly catalog: DirectorCatalog;
  readonly canTakeBack: boolean;
  readonly #options: WireOutletOptions;
  readonly #writer: AttributeWriter;
  #letter = '';
  /** Where the packets of the newest file begin in the spool. */
  #fileStart = 0;
  #fileIndex = 0;

  constructor(options: WireOutletOptions) {
    const { line, facts, sessionId, sessionTime } = options;
    this.#options = options;
    this.canTakeBack = options.spool !== undefined || facts.noAttributes;
    this.catalog = new DirectorCatalog((question) => line.ask(question), facts.jobId, facts.release);
    this.#writer = new AttributeWriter(facts.jobId, sessionId, sessionTime);
  }

  get hasDirector(): boolean {
    return !this.#options.line.over.aborted;
  }

  begin(): void {}

  say(type: MessageType, text: ByteString): void {
    const { facts, clock } = this.#options;
    this.#send(formatJobMessage({ type, jobId: facts.jobId, timeSec: unixSeconds(clock.now()), text }, facts.release));
  }

  status(letter: string): void {
    this.#letter = letter;
    this.#send(formatJobStatus({ jobId: this.#options.facts.jobId, status: letter }));
  }

  started(): void {
    this.#send(formatStorageStart(this.#options.facts.job));
  }

  progress(files: number, bytes: number, bytesPerSec: number): void {
    const { facts, wantsProgress } = this.#options;
    if (wantsProgress) this.#send(formatProgress({ jobId: facts.jobId, files, bytes, bytesPerSec }));
  }

  heartbeat(): void {
    void this.#options.line.sendSignal(SIGNAL.HEARTBEAT).catch(() => undefined);
  }

  attributes(fileIndex: number, stream: number, record: Buffer): Promise<void> | undefined {
    const { line, spool } = this.#options;
    const length = this.#writer.length(record.length);
    if (spool !== undefined) {
      return spool.add(length, (target, at) => this.#writer.write(target, at, fileIndex, stream, record));
    }
    const packet = Buffer.allocUnsafe(length);
    this.#writer.write(packet, 0, fileIndex, stream, record);
    return line.send(packet);
  }

  beginFile(fileIndex: number): void {
    this.#fileIndex = fileIndex;
    this.#fileStart = this.#options.spool?.bytes ?? 0;
  }

  async deliverAttributes(lastFile: number | undefined): Promise<void> {
    const { line, facts, spool } = this.#options;
    if (spool === undefined || spool.bytes === 0) return;
    if (lastFile !== undefined && lastFile < this.#fileIndex) await spool.shorten(this.#fileStart);
    await spool.flush();
    const letter = this.#letter === 'I' ? 'I' : DESPOOLING;
    this.status(letter);
    this.#sayInfo(`Sending spooled attrs to the Director. Despooling ${withCommas(spool.bytes)} bytes ...\n`);
    const offer = formatAttributeSpool(facts.jobId, spool.path);
    const answer = await line.ask({ packets: [offer], awaited: 'its word on the spooled attributes' });
    if (answer.startsWith(SPOOL_STORED.trimEnd())) return;
    for await (const frames of spool.frames()) await line.connection.sendFramed(frames, () => {});
  }

  async end(verdict: StorageEndJob): Promise<void> {
    const { line } = this.#options;
    try {
      this.status(this.#letter === DESPOOLING ? DESPOOLING : verdict.status);
      await line.send(formatStorageEndJob(verdict));
      await line.sendSignal(SIGNAL.EOD);
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    await this.#options.spool?.[Symbol.asyncDispose]();
  }

  #sayInfo(text: ByteString): void {
    const { facts, ownName } = this.#options;
    this.say('info', `${ownName} JobId ${facts.jobId}: ${text}`);
  }

  /** A Director that is gone is noticed where an answer is needed. */
  #send(packet: ByteString): void {
    void this.#options.line.send(packet).catch(() => undefined);
  }
}
