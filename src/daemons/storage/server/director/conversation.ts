/**
 * One connection of a Director (page 03): a Job, or commands of an operator, one after the other. Whatever happens in it
 * ends it alone. A Job that runs for a genuine Director outlives it, as at genuine daemons.
 */

import type { StorageDirectorResource } from '../../../../config/index.ts';
import { type ByteString, describeError, displayText, toByteString } from '../../../../core/index.ts';
import { parseReceipt, SIGNAL } from '../../../../protocol/index.ts';
import { DirectorLostError } from '../errors.ts';
import { runJob } from '../job/run-job.ts';
import type { ServedJob } from '../job/served-job.ts';
import type { JournaledJob } from '../journaled/journaled-job.ts';
import type { ServerTools } from '../tools.ts';
import { findCommand } from './commands.ts';
import type { DirectorLine } from './director-line.ts';

/** What a command leaves behind. */
export type Next = 'go-on' | 'hang-up';

/** A Director that is there acknowledges the last word, or its connection ends. */
const LAST_WORD_MS = 60 * 60_000;
const IDLE_MS = 60 * 60_000;
/** Between the Job's line and `run` the Director calls the Client, for as long as its FD Connect Timeout allows. */
const JOB_IDLE_MS = 24 * 60 * 60_000;

export class Conversation {
  readonly line: DirectorLine;
  readonly director: StorageDirectorResource;
  readonly tools: ServerTools;
  readonly connectedAt: Date;
  job: ServedJob | undefined;
  /** `sendprogress` was said. */
  wantsProgress = false;
  /** Of ours that the Director knows; undefined: a genuine one. */
  readonly extension: number | undefined;
  /** What a Director of ours has said. */
  epoch: bigint | undefined;
  /** The journal that is told on this connection. */
  journaled: JournaledJob | undefined;

  constructor(line: DirectorLine, director: StorageDirectorResource, tools: ServerTools, extension?: number) {
    this.extension = extension;
    this.line = line;
    this.director = director;
    this.tools = tools;
    this.connectedAt = tools.clock.now();
  }

  /** Until the Director has nothing more to say. Never rejects. */
  async follow(): Promise<void> {
    using _ = this.tools.state.onEpoch((director, epoch) => this.#superseded(director, epoch));
    this.line.onText = (text) => this.#takeReceipt(text);
    try {
      await this.#follow();
    } catch (error) {
      const director = displayText(this.line.director);
      this.tools.logger.warn({ director, error: describeError(error) }, 'A conversation with a Director broke off');
    } finally {
      this.dropJob();
      await this.line[Symbol.asyncDispose]();
    }
  }

  async reply(text: ByteString): Promise<'go-on'> {
    await this.line.send(text);
    return 'go-on';
  }

  /** Lines of an answer and the end of data behind them. */
  async replyAll(packets: readonly ByteString[]): Promise<'go-on'> {
    for (const packet of packets) await this.line.send(packet);
    await this.line.sendSignal(SIGNAL.EOD);
    return 'go-on';
  }

  /** The lines of a list, up to its end. Rejects where the Director goes away meanwhile. */
  async *list(): AsyncGenerator<ByteString> {
    for (;;) {
      const said = await this.line.next(IDLE_MS);
      if (said === undefined) throw new DirectorLostError(this.line.director, 'the end of a list');
      if (said.kind === 'eod') return;
      yield said.text;
    }
  }

  /** A Job that never ran, and whatever it has reserved. */
  dropJob(): void {
    const { job } = this;
    if (job === undefined || job.running) return;
    job.cancel(new DirectorLostError(this.line.director, 'the Job to be run'));
    job.release();
    this.tools.jobs.remove(job);
    this.job = undefined;
    void job.outlet.discard().catch((error) => this.tools.logger.warn({ error: describeError(error) }, 'Left behind'));
  }

  /** Runs the Job; resolves when it is over, or the Director is. */
  async run(job: ServedJob): Promise<void> {
    const { over } = this.line;
    const lost = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([runJob(job, this.tools), lost]);
    await this.journaled?.settled(LAST_WORD_MS);
  }

  async #follow(): Promise<void> {
    for (;;) {
      const said = await this.line.next(this.job === undefined ? IDLE_MS : JOB_IDLE_MS);
      if (said === undefined) return;
      if (said.kind === 'eod') continue;
      if ((await this.#obey(said.text)) === 'hang-up') return;
    }
  }

  async #obey(text: ByteString): Promise<Next> {
    const command = findCommand(text);
    if (command === undefined) return this.#refuse(`3900 Invalid command: ${text}\n`);
    if (this.extension !== undefined && this.epoch === undefined && command.beforeEpoch !== true) {
      return this.#refuse('3990 Say your epoch first\n');
    }
    if (this.director.monitor && command.forMonitors !== true) {
      await this.replyAll(['3997 Invalid command for a Director with Monitor directive enabled.\n']);
      return 'hang-up';
    }
    try {
      return await command.obey(this, text);
    } catch (error) {
      if (this.line.over.aborted) throw error;
      return this.#refuse(`3900 ${toByteString(describeError(error))}\n`);
    }
  }

  /** Another node leads this Director. Its Jobs wait to be adopted. */
  #superseded(director: ByteString, epoch: bigint): void {
    if (director !== this.director.name || this.epoch === undefined || this.epoch >= epoch) return;
    this.line.destroy(new DirectorLostError(director, 'anything more: another one has a higher epoch'));
  }

  /** `Journal ack=n`: the Catalog has all facts up to there. */
  #takeReceipt(text: ByteString): boolean {
    const number = parseReceipt(text);
    if (number === undefined || this.journaled === undefined) return false;
    void this.journaled.acknowledge(number).catch(() => undefined);
    return true;
  }

  async #refuse(text: ByteString): Promise<Next> {
    await this.line.send(text);
    return 'hang-up';
  }
}
