/**
 * What each Job of a round does now, and whether anything moves at all: a round in which nothing has moved for long ends
 * with a sentence that names the Jobs, what they wait for, and what the daemon says of itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Even a busy disk syncs within this. */
const STILL_MS_MAX = 180_000;
const LOOKS = 50;

export interface Watched {
  /** What the daemon says of itself; asked where nothing moves. */
  readonly status: () => Promise<string>;
  readonly stillMsMax?: number;
}

export class Progress {
  readonly #doing = new Map<number, string>();
  #moves = 0;

  /** The Job has come so far. */
  does(jobId: number, what: string): void {
    this.#doing.set(jobId, what);
    this.moved();
  }

  over(jobId: number): void {
    this.#doing.delete(jobId);
    this.moved();
  }

  /** Something has happened, whatever it was. */
  moved(): void {
    this.#moves++;
  }

  /** As the work ends; rejects where nothing moves meanwhile. The work itself goes on: its daemon has to be stopped. */
  async watch<T>(work: Promise<T>, { status, stillMsMax = STILL_MS_MAX }: Watched): Promise<T> {
    const over = new AbortController();
    const still = this.#still(stillMsMax, over.signal).then(async () => {
      const jobs = [...this.#doing].map(([jobId, what]) => `JobId ${jobId} ${what}`);
      const said = await status().catch((error) => `It cannot be asked: ${error}`);
      throw new Error(`Nothing has moved for ${stillMsMax} ms:\n${jobs.join('\n')}\nThe daemon says:\n${said}`);
    });
    still.catch(() => undefined);
    try {
      return await Promise.race([work, still]);
    } finally {
      over.abort();
    }
  }

  async #still(ms: number, signal: AbortSignal): Promise<void> {
    for (let [seen, since] = [this.#moves, performance.now()]; performance.now() - since < ms; ) {
      await sleep(ms / LOOKS, undefined, { signal });
      if (this.#moves !== seen) [seen, since] = [this.#moves, performance.now()];
    }
  }
}
