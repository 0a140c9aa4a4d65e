/** The conversations of a File Daemon, and how they end with it: whoever only waits at once, Jobs in good order. */
import type { Clock } from '../../../core/index.ts';
import { type Conversation, converse } from './conversation.ts';

/** A canceled Job has so long; then it is left to itself. */
const END_MS = 10_000;

export class OpenConversations {
  readonly #open = new Map<Conversation, Promise<void>>();

  /** Resolves at its end; never rejects. */
  begin(conversation: Conversation): Promise<void> {
    const ended = converse(conversation).finally(() => this.#open.delete(conversation));
    this.#open.set(conversation, ended);
    return ended;
  }

  /** Running Jobs fail with it. */
  async endAll(clock: Clock): Promise<void> {
    const ended = Promise.allSettled(this.#open.values());
    for (const conversation of this.#open.keys()) {
      conversation.job?.endWithDaemon();
      if (!isAtWork(conversation)) void conversation.link.hangUp();
    }
    const patience = new AbortController();
    await Promise.race([ended, clock.sleep(END_MS, patience.signal).catch(() => {})]);
    patience.abort();
    for (const { job, link } of this.#open.keys()) {
      await job?.[Symbol.asyncDispose]();
      await link.hangUp();
    }
  }
}

/** It hears nothing from its Director until its work is done. */
const isAtWork = ({ job }: Conversation): boolean => job !== undefined && job.type !== ' ';
