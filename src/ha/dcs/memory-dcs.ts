/**
 * The store as one object in memory, on whatever clock it is given: what a single node needs that has no etcd, and what
 * simulated worlds put behind a simulated network. Transactions happen one at a time; leases end when the clock says so.
 */
import type { Clock } from '../../core/index.ts';
import { ARCHIVE_PREFIX } from '../keys.ts';
import type { Dcs, DcsChange, DcsEntry, DcsGuard, DcsOutcome, DcsSnapshot } from './dcs.ts';
import { DcsLeaseGoneError } from './errors.ts';

interface Lease {
  readonly ttlMs: number;
  endsMs: number;
}

export class MemoryDcs implements Dcs {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #entries = new Map<string, DcsEntry>();
  readonly #archive = new Map<string, DcsEntry>();
  readonly #leases = new Map<bigint, Lease>();
  readonly #watchers = new Set<() => void>();
  #revision: bigint;
  #lastLease = 0n;
  /** Of this revision; undefined: nobody has read since it came. */
  #snapshot: DcsSnapshot | undefined;

  /** `revision`: from which the next one is counted, so that epochs grow over restarts. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, revision = 1n) {
    this.#clock = clock;
    this.#revision = revision;
  }

  async grant(ttlMs: number): Promise<bigint> {
    this.#lastLease += 1n;
    this.#leases.set(this.#lastLease, { ttlMs, endsMs: this.#clock.monotonicMs() + ttlMs });
    return this.#lastLease;
  }

  async renew(lease: bigint): Promise<boolean> {
    this.expire();
    const held = this.#leases.get(lease);
    if (held !== undefined) held.endsMs = this.#clock.monotonicMs() + held.ttlMs;
    return held !== undefined;
  }

  async revoke(lease: bigint): Promise<void> {
    this.expire();
    this.#end([lease]);
  }

  async read(): Promise<DcsSnapshot> {
    this.expire();
    this.#snapshot ??= { revision: this.#revision, entries: new Map(this.#entries) };
    return this.#snapshot;
  }

  async archive(): Promise<DcsSnapshot> {
    return { revision: this.#revision, entries: new Map(this.#archive) };
  }

  async change({ when, writes }: DcsChange): Promise<DcsOutcome> {
    this.expire();
    if (!when.every((guard) => this.#holds(guard))) return { applied: false, revision: this.#revision };
    for (const write of writes) {
      if ('lease' in write && write.lease !== undefined && !this.#leases.has(write.lease)) {
        throw new DcsLeaseGoneError(write.lease);
      }
    }
    this.#revision += 1n;
    this.#snapshot = undefined;
    for (const write of writes) {
      if ('remove' in write) this.#shelf(write.key).delete(write.key);
      else this.#put(write.key, write.value, write.lease ?? 0n);
    }
    this.#tell();
    return { applied: true, revision: this.#revision };
  }

  watch(changed: () => void): Disposable {
    const watcher = (): void => changed();
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => this.#watchers.delete(watcher) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watchers.clear();
  }

  /** Leases whose time is over end, with their keys. Whoever owns the clock calls it when nobody else does. */
  expire(): void {
    const nowMs = this.#clock.monotonicMs();
    let ended: bigint[] | undefined;
    for (const [id, { endsMs }] of this.#leases) {
      if (endsMs > nowMs) continue;
      ended ??= [];
      ended.push(id);
    }
    if (ended !== undefined) this.#end(ended);
  }

  /** On the monotonic clock; undefined: there is no lease. */
  get nextExpiryMs(): number | undefined {
    let next: number | undefined;
    for (const { endsMs } of this.#leases.values()) if (next === undefined || endsMs < next) next = endsMs;
    return next;
  }

  get revision(): bigint {
    return this.#revision;
  }

  #end(leases: readonly bigint[]): void {
    let removed = 0;
    for (const lease of leases) {
      if (!this.#leases.delete(lease)) continue;
      for (const [key, entry] of this.#entries) {
        if (entry.lease !== lease) continue;
        this.#entries.delete(key);
        removed += 1;
      }
    }
    if (removed === 0) return;
    this.#revision += 1n;
    this.#snapshot = undefined;
    this.#tell();
  }

  #put(key: string, value: string, lease: bigint): void {
    const shelf = this.#shelf(key);
    const createRevision = shelf.get(key)?.createRevision ?? this.#revision;
    shelf.set(key, { value, createRevision, modRevision: this.#revision, lease });
  }

  #shelf(key: string): Map<string, DcsEntry> {
    return key.startsWith(ARCHIVE_PREFIX) ? this.#archive : this.#entries;
  }

  #holds(guard: DcsGuard): boolean {
    const entry = this.#shelf(guard.key).get(guard.key);
    if ('absent' in guard) return entry === undefined;
    if ('createRevision' in guard) return entry?.createRevision === guard.createRevision;
    return entry?.modRevision === guard.modRevision;
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
