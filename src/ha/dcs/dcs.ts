/**
 * The distributed store of a cluster, as everything above sees it: a few dozen small keys, leases, and transactions that
 * are carried out only where their guards hold (DESIGN: leadership and epochs). It decides nothing. Keys are relative to
 * the cluster's prefix. Every call settles within the store's own bound; who gave up does not know whether a change was
 * carried out, and has to read.
 */

/** What stands behind a key. */
export interface DcsEntry {
  readonly value: string;
  /** Of the transaction that created it: for a leader's key this is the epoch. */
  readonly createRevision: bigint;
  /** Of the transaction that wrote it last. */
  readonly modRevision: bigint;
  /** The lease with which it goes; 0n: it stays. */
  readonly lease: bigint;
}

/** All keys at one moment, as the majority knows them, but those of the archive. */
export interface DcsSnapshot {
  /** Of the last transaction that is in it; only ever grows. */
  readonly revision: bigint;
  readonly entries: ReadonlyMap<string, DcsEntry>;
}

export type DcsGuard =
  | { readonly key: string; readonly absent: true }
  | { readonly key: string; readonly createRevision: bigint }
  | { readonly key: string; readonly modRevision: bigint };

export type DcsWrite =
  | { readonly key: string; readonly value: string; readonly lease?: bigint }
  | { readonly key: string; readonly remove: true };

/** A transaction: all of the writes where all of the guards hold, else none. */
export interface DcsChange {
  readonly when: readonly DcsGuard[];
  readonly writes: readonly DcsWrite[];
}

export interface DcsOutcome {
  readonly applied: boolean;
  /** Of this transaction where it was applied. */
  readonly revision: bigint;
}

export interface Dcs extends AsyncDisposable {
  /** A new lease; it lives for `ttlMs` (rounded up to what the store can count) from now on, longer only by `renew`. */
  grant(ttlMs: number): Promise<bigint>;
  /** Another full time from now on. False: the lease is no more, and its keys are gone. */
  renew(lease: bigint): Promise<boolean>;
  /** The lease and its keys go at once. One that is gone is none to complain of. */
  revoke(lease: bigint): Promise<void>;
  read(): Promise<DcsSnapshot>;
  /** The keys that `read` leaves out, those that begin with `~`: kept for people, too many to be read all the time. */
  archive(): Promise<DcsSnapshot>;
  /** @throws DcsLeaseGoneError when a write names a lease that is no more */
  change(change: DcsChange): Promise<DcsOutcome>;
  /** Calls `changed` soon after any change, at least once for several. A hint: it may come late, and after an outage. */
  watch(changed: () => void): Disposable;
}
