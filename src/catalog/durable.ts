/**
 * Will what is committed stay, also where the Catalog fails over? PostgreSQL's own account of its standbys answers that, asked
 * of one primary: a promoted one may have lost what is asked about (docs/decisions/0083). Many may ask at once: one statement
 * answers all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from '../core/index.ts';
import type { Catalog } from './catalog.ts';
import { CatalogNotDurableError } from './epoch/errors.ts';
import { type Statement, sql } from './sql.ts';

/** The Catalog's timeline as far as this Director has heard; taken before a commit, it tells whether that commit may be lost. */
export type CatalogMoment = number;

export const catalogMoment = (catalog: Catalog): CatalogMoment => catalog.access.settings.held.timeline;

export interface DurableOptions {
  /** So long a standby is waited for. */
  readonly limitMs?: number;
  /** Taken before the first commit that is asked about; left out: this moment, right behind the commit. */
  readonly since?: CatalogMoment;
  /** Whom it must have reached: one that counts, as whoever is furthest is promoted; or all that count, where it may be any. */
  readonly standbys?: 'one' | 'all';
}

const LIMIT_MS = 10_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/**
 * Resolves when a standby that counts (where PostgreSQL is synchronous: a synchronous one) has flushed whatever had been
 * committed, and waited for, by now. @throws CatalogNotDurableError where none has in time, or the Catalog has failed over since:
 * then whoever could tell it again must keep it
 */
export async function catalogDurable(catalog: Catalog, options: DurableOptions = {}): Promise<void> {
  const { limitMs = LIMIT_MS, since = catalogMoment(catalog), standbys = 'one' } = options;
  const watch = watchOf(catalog);
  const asked = Promise.withResolvers<void>();
  const waiter: Waiter = { ...asked, timeline: since, lsn: undefined, standbys };
  watch.add(waiter);
  try {
    await withDeadline(asked.promise, limitMs, () => new CatalogNotDurableError(watch.reason));
  } finally {
    watch.delete(waiter);
  }
}

interface Waiter extends PromiseWithResolvers<void> {
  /** 0: not known, so that of the first answer counts. */
  timeline: number;
  /** What the standby must have; known with the first answer. */
  lsn: number | undefined;
  readonly standbys: 'one' | 'all';
}

interface Account {
  readonly timeline: number;
  readonly lsn: number;
  /** By the one that is furthest, and by the last one, of those that count. */
  readonly flushed: number | null;
  readonly flushedByAll: number | null;
  readonly standbys: number;
  readonly hidden: number;
}

const watches = new WeakMap<object, Watch>();

function watchOf(catalog: Catalog): Watch {
  const key = catalog.access.settings;
  const watch = watches.get(key) ?? new Watch(catalog);
  watches.set(key, watch);
  return watch;
}

/** Looks as long as somebody waits, one look at a time. */
class Watch {
  reason = 'PostgreSQL gives no answer';
  readonly #catalog: Catalog;
  readonly #waiting = new Set<Waiter>();
  #looking = false;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  add(waiter: Waiter): void {
    this.#waiting.add(waiter);
    if (!this.#looking) void this.#look();
  }

  delete(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    for (let pauseMs = FIRST_PAUSE_MS; this.#waiting.size > 0; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      // Who comes while the answer is under way asks about commits that it may not cover.
      const asked = [...this.#waiting];
      try {
        const account = await this.#catalog.one(accountOfStandbys());
        this.reason = reasonOf(account);
        if (asked.filter((waiter) => this.#settle(waiter, account)).length > 0) pauseMs = FIRST_PAUSE_MS;
      } catch (error) {
        for (const waiter of asked) this.#end(waiter, () => waiter.reject(error));
      }
      const isNew = [...this.#waiting].some(({ lsn }) => lsn === undefined);
      if (this.#waiting.size > 0 && !isNew) await sleep(pauseMs);
    }
    this.#looking = false;
  }

  #settle(waiter: Waiter, { timeline, lsn, flushed, flushedByAll, hidden }: Account): boolean {
    waiter.lsn ??= lsn;
    waiter.timeline ||= timeline;
    if (waiter.timeline !== timeline) this.#end(waiter, () => waiter.reject(new CatalogNotDurableError(FAILED_OVER)));
    else if (hidden > 0) this.#end(waiter, () => waiter.reject(new CatalogNotDurableError(this.reason)));
    else if (((waiter.standbys === 'one' ? flushed : flushedByAll) ?? -1) >= waiter.lsn)
      this.#end(waiter, () => waiter.resolve());
    else return false;
    return true;
  }

  #end(waiter: Waiter, how: () => void): void {
    this.#waiting.delete(waiter);
    how();
  }
}

const FAILED_OVER = 'the Catalog has failed over since, and may have lost it';

const reasonOf = ({ lsn, flushed, standbys, hidden }: Account): string => {
  if (hidden > 0) return 'its user may not see the standbys: GRANT pg_read_all_stats TO it';
  if (flushed === null) return standbys === 0 ? 'no standby follows' : 'no standby that counts follows';
  return `the nearest standby lacks ${Math.max(0, lsn - flushed)} bytes of WAL`;
};

/** A copy that is being made (pg_basebackup) streams too, but replays nothing. Of rows that are hidden only the PID is told. */
const accountOfStandbys = (): Statement<Account> => sql`
  SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint AS "timeline",
         pg_current_wal_flush_lsn() - '0/0'::pg_lsn AS "lsn",
         max(lsn) FILTER (WHERE counts) AS "flushed", min(lsn) FILTER (WHERE counts) AS "flushedByAll",
         count(*) FILTER (WHERE follows) AS "standbys", count(*) FILTER (WHERE hidden) AS "hidden"
    FROM (SELECT flush_lsn - '0/0'::pg_lsn AS lsn, replay_lsn IS NOT NULL AS follows, state IS NULL AS hidden,
                 state = 'streaming' AND replay_lsn IS NOT NULL
                   AND (current_setting('synchronous_standby_names') = '' OR sync_state IN ('sync', 'quorum')) AS counts
            FROM pg_stat_replication) AS seen`;
