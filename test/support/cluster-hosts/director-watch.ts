/** Asks all nodes, many times a second, whether a Director leads there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../wait.ts';
import type { ContenderCluster } from './contender.ts';
import { longestGap } from './gap.ts';

const EVERY_MS = 20;
const ANSWER_MS = 300;

export class DirectorWatch implements AsyncDisposable {
  readonly #urls: readonly string[];
  readonly #ending = new AbortController();
  readonly #seenMs: number[] = [];
  readonly #watching: Promise<unknown>;

  constructor({ nodes }: ContenderCluster) {
    this.#urls = nodes.flatMap(({ directorUrl }) => (directorUrl === undefined ? [] : [directorUrl]));
    this.#watching = Promise.all(this.#urls.map((url) => this.#watch(url)));
  }

  /** A Director leads now. */
  async settled(): Promise<void> {
    if (this.#urls.length === 0) return;
    const sinceMs = performance.now();
    await until(() => (this.#seenMs.at(-1) ?? 0) > sinceMs, { timeoutMs: 60_000, what: 'a Director that leads' });
  }

  gapMs(struckMs: number): number | undefined {
    return this.#urls.length === 0 ? undefined : longestGap(this.#seenMs, struckMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#watching;
  }

  async #watch(url: string): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
      if (answer?.status === 200) this.#seenMs.push(performance.now());
      await answer?.body?.cancel();
      await sleep(EVERY_MS);
    }
  }
}
