/** The newest snapshot of the store: read at a beat, whenever the watch hints at a change, and when somebody asks. */
import type { Clock } from '../core/index.ts';
import type { Dcs, DcsEntry, DcsSnapshot } from './dcs/dcs.ts';

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
  #readMs = 0;
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

  /** Since the store last answered; undefined: it never has. */
  get ageMs(): number | undefined {
    return this.#snapshot === undefined ? undefined : this.#options.clock.monotonicMs() - this.#readMs;
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
        this.#snapshot = keepUnchanged(snapshot, this.#snapshot);
        this.#readMs = this.#options.clock.monotonicMs();
        for (const take of this.#listeners) take(this.#snapshot);
      } catch {
        return;
      }
    } while (this.#isStale && !this.#ending.signal.aborted);
  }
}

/** Entries that nobody has written since stay the same objects: what was derived from them needs not be derived again. */
function keepUnchanged(snapshot: DcsSnapshot, before: DcsSnapshot | undefined): DcsSnapshot {
  if (before === undefined || before === snapshot) return snapshot;
  let kept: Map<string, DcsEntry> | undefined;
  for (const [key, entry] of snapshot.entries) {
    const old = before.entries.get(key);
    if (old === undefined || old === entry || old.modRevision !== entry.modRevision) continue;
    kept ??= new Map(snapshot.entries);
    kept.set(key, old);
  }
  return kept === undefined ? snapshot : { revision: snapshot.revision, entries: kept };
}
