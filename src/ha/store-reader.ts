/** The newest snapshot of the store: read at a beat, whenever the watch hints at a change, and when somebody asks. */
import type { Clock } from '../core/index.ts';
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';

export interface StoreReaderOptions {
  readonly dcs: Dcs;
  readonly clock: Clock;
  readonly everyMs: number;
}

export class StoreReader implements AsyncDisposable {
  readonly #options: StoreReaderOptions;
  readonly #listeners = new Set<(snapshot: DcsSnapshot) => void>();
  readonly #ending = new AbortController();
  readonly #watch: Disposable;
  readonly #beating: Promise<void>;
  #snapshot: DcsSnapshot | undefined;
  #reading: Promise<void> | undefined;
  #isStale = false;

  constructor(options: StoreReaderOptions) {
    this.#options = options;
    this.#watch = options.dcs.watch(() => void this.#read());
    this.#beating = this.#beat();
  }

  /** Undefined: the store has never answered. */
  get snapshot(): DcsSnapshot | undefined {
    return this.#snapshot;
  }

  /** `take` hears every snapshot from now on; it must not throw. */
  listen(take: (snapshot: DcsSnapshot) => void): Disposable {
    this.#listeners.add(take);
    return { [Symbol.dispose]: () => this.#listeners.delete(take) };
  }

  /** A snapshot that was begun after this call, or none where the store does not answer. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    await this.#read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#watch[Symbol.dispose]();
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const { clock, everyMs } = this.#options;
    while (!this.#ending.signal.aborted) {
      await this.#read();
      await clock.sleep(everyMs, this.#ending.signal).catch(() => {});
    }
  }

  /** Calls that come while a reading is under way share the next one. */
  #read(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#isStale = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilFresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readUntilFresh(): Promise<void> {
    do {
      this.#isStale = false;
      try {
        const snapshot = await this.#options.dcs.read();
        // Another endpoint may lag behind.
        if (this.#snapshot !== undefined && snapshot.revision < this.#snapshot.revision) continue;
        this.#snapshot = snapshot;
        for (const take of this.#listeners) take(snapshot);
      } catch {
        return;
      }
    } while (this.#isStale && !this.#ending.signal.aborted);
  }
}
