/** Asks all nodes, many times a second, whether a Director leads and answers there, and since when without a break. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../wait.ts';
import type { ContenderCluster, ContenderNode } from './contender.ts';
import { longestGap } from './gap.ts';

const EVERY_MS = 20;
const ANSWER_MS = 300;

type Asked = NonNullable<ContenderNode['directorAnswers']>;

/** Answers of one node in a row: when the first had come, and when the last was asked for. */
export interface Span {
  readonly node: string;
  readonly firstMs: number;
  lastMs: number;
}

export class DirectorWatch implements AsyncDisposable {
  readonly #asked: readonly { readonly node: string; readonly answers: Asked }[];
  readonly #ending = new AbortController();
  readonly #seenMs: number[] = [];
  readonly spans: Span[] = [];
  readonly #watching: Promise<unknown>;

  constructor({ nodes }: ContenderCluster) {
    this.#asked = nodes.flatMap(({ host, directorAnswers: answers }) =>
      answers === undefined ? [] : [{ node: host.name, answers }],
    );
    this.#watching = Promise.all(this.#asked.map(({ node, answers }) => this.#watch(node, answers)));
  }

  /** A Director leads now. */
  async settled(): Promise<void> {
    if (this.#asked.length === 0) return;
    const sinceMs = performance.now();
    await until(() => (this.#seenMs.at(-1) ?? 0) > sinceMs, { timeoutMs: 60_000, what: 'a Director that leads' });
  }

  gapMs(struckMs: number): number | undefined {
    return this.#asked.length === 0 ? undefined : longestGap(this.#seenMs, struckMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#watching;
  }

  async #watch(node: string, answers: Asked): Promise<void> {
    let span: Span | undefined;
    while (!this.#ending.signal.aborted) {
      const askedMs = performance.now();
      if (await answers(ANSWER_MS)) {
        this.#seenMs.push(performance.now());
        if (span === undefined) {
          span = { node, firstMs: performance.now(), lastMs: askedMs };
          this.spans.push(span);
        }
        span.lastMs = askedMs;
      } else span = undefined;
      await sleep(EVERY_MS);
    }
  }
}
