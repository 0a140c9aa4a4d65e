/**
 * Two nodes of one name would stand for one another: one confirms commits that the other has not, and both write one member's
 * key. So a name belongs to one instance, which holds it by a key on its lease; a second one is refused, at its start where
 * the first is alive, and also later, when they meet behind an outage. A lease that ends takes the name with it.
 */
import type { Clock } from '../core/index.ts';
import type { Dcs, DcsEntry, DcsGuard } from './dcs/dcs.ts';
import { NameTakenError } from './errors.ts';
import { KEYS } from './keys.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';
import { encodeRecord, type InstanceRecord, instanceIn } from './records.ts';
import type { StoreReader } from './store-reader.ts';

export interface NameHolderOptions {
  readonly name: string;
  /** What tells this instance from every other one, and where people find it. */
  readonly instance: InstanceRecord;
  readonly dcs: Pick<Dcs, 'change'>;
  readonly store: Pick<StoreReader, 'snapshot' | 'refresh' | 'listen'>;
  readonly lease: Pick<LeaseKeeper, 'held'>;
  readonly clock: Clock;
  readonly timing: LeaseTiming;
}

/** A store counts leases in whole seconds, and takes a moment to let one go. */
const LATE_MS = 2_000;
/** From one look at the store to the next, while nothing else of the node has begun. */
const SOON_MS = 100;

export class NameHolder implements Disposable {
  readonly #options: NameHolderOptions;
  readonly #lost = Promise.withResolvers<never>();
  #listening: Disposable | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: NameHolderOptions) {
    this.#options = options;
    this.#lost.promise.catch(() => {});
  }

  /** Rejects when another instance has the name. */
  get lost(): Promise<never> {
    return this.#lost.promise;
  }

  /**
   * Waits for the end of a lease that another instance has left behind, and holds the name from then on. Where the store does
   * not answer for so long, nobody is asked: the name is taken when it answers.
   *
   * @throws NameTakenError
   */
  async take(signal: AbortSignal): Promise<void> {
    const { clock, store, timing } = this.#options;
    const untilMs = clock.monotonicMs() + timing.ttlMs + LATE_MS;
    let first: DcsEntry | undefined;
    while (!signal.aborted && clock.monotonicMs() < untilMs) {
      await store.refresh();
      const other = this.#other();
      // One that has got another lease meanwhile lives.
      if (other !== undefined && first !== undefined && other.lease !== first.lease) throw this.#taken();
      first ??= other;
      if (other === undefined && store.snapshot !== undefined && (await this.#write())) break;
      await clock.sleep(SOON_MS, signal).catch(() => {});
    }
    if (this.#other() !== undefined && !signal.aborted) throw this.#taken();
    this.#listening = store.listen(() => this.#look());
  }

  [Symbol.dispose](): void {
    this.#listening?.[Symbol.dispose]();
  }

  #look(): void {
    if (this.#other() !== undefined) this.#lost.reject(this.#taken());
    else if (this.#entry()?.lease !== this.#options.lease.held?.id) this.#writing ??= this.#writeAgain();
  }

  async #writeAgain(): Promise<void> {
    await this.#write();
    this.#writing = undefined;
  }

  /** False: it was not written, or nobody knows; the next look tells. */
  async #write(): Promise<boolean> {
    const { name, instance, dcs, lease } = this.#options;
    const held = lease.held;
    if (held === undefined) return false;
    const key = KEYS.instance(name);
    const entry = this.#entry();
    const guard: DcsGuard = entry === undefined ? { key, absent: true } : { key, modRevision: entry.modRevision };
    const writes = [{ key, value: encodeRecord(instance), lease: held.id }];
    return dcs.change({ when: [guard], writes }).then(
      ({ applied }) => applied,
      () => false,
    );
  }

  #entry(): DcsEntry | undefined {
    return this.#options.store.snapshot?.entries.get(KEYS.instance(this.#options.name));
  }

  /** Somebody else's. */
  #other(): DcsEntry | undefined {
    const found = this.#holder();
    return found === undefined || found.id === this.#options.instance.id ? undefined : this.#entry();
  }

  #holder(): InstanceRecord | undefined {
    const { store, name } = this.#options;
    return store.snapshot && instanceIn(store.snapshot, name);
  }

  #taken(): NameTakenError {
    return new NameTakenError(this.#options.name, this.#holder()?.at ?? '?');
  }
}
