/**
 * A member whose Catalog somebody else looks after: says where that takes writes, as far as this node sees and the store
 * remembers; tells the others; and keeps in the store what elections need.
 */
import { describeError, type Logger } from '../core/index.ts';
import { type FollowedCatalog, formatPlace } from '../replication/index.ts';
import { BareMember, type BareMemberOptions } from './bare-member.ts';
import type { CatalogPlace } from './catalog-place.ts';
import type { CatalogSource } from './catalog-source.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Promises } from './failsafe/promises.ts';
import { type FollowedMode, followedIn, type SeenCatalog, type SeenStandby } from './followed-records.ts';
import { keepFollowed } from './keep-followed.ts';
import { leaderIn } from './records.ts';
import type { StoreReader } from './store-reader.ts';

export interface CatalogFollowerOptions extends Omit<BareMemberOptions, 'seen'> {
  readonly mode: FollowedMode;
  readonly store: Pick<StoreReader, 'snapshot' | 'listen' | 'refresh'>;
  readonly promises?: Promises | undefined;
  readonly logger: Logger;
  readonly catalog: Pick<FollowedCatalog, 'primary' | 'isLeftBehind' | 'trouble' | 'guide' | 'listen' | 'reconsider'>;
}

/** Where nobody listens: a Director that still writes to a primary which was left behind is sent away from it. */
const NOWHERE: CatalogPlace = { host: '127.0.0.1', port: 1, era: 'left behind' };

export class CatalogFollower implements CatalogSource, AsyncDisposable {
  readonly #options: CatalogFollowerOptions;
  readonly #member: BareMember;
  readonly #listeners = new Set<() => void>();
  readonly #listening = new DisposableStack();
  readonly #ending = new AbortController();
  #hurry = new AbortController();
  #wasReady = false;
  readonly #keeping: Promise<void>;

  constructor(options: CatalogFollowerOptions) {
    this.#options = options;
    this.#member = new BareMember({ ...options, seen: () => this.#said() });
    this.#listening.use(options.catalog.listen(() => this.#changed()));
    this.#listening.use(options.store.listen(() => this.#learned()));
    this.#keeping = this.#keep();
  }

  ready(snapshot: DcsSnapshot): boolean {
    return this.obstacle(snapshot) === undefined;
  }

  place(snapshot: DcsSnapshot): CatalogPlace | undefined {
    const { primary, isLeftBehind } = this.#options.catalog;
    if (isLeftBehind) return NOWHERE;
    if (primary === undefined || !this.ready(snapshot)) return undefined;
    const { host, port, era } = primary;
    return { host, port, era };
  }

  listen(changed: () => void): Disposable {
    this.#listeners.add(changed);
    return { [Symbol.dispose]: () => void this.#listeners.delete(changed) };
  }

  /** Why no Director may write to it from here. */
  obstacle(snapshot: DcsSnapshot): string | undefined {
    const { catalog } = this.#options;
    const managed = leaderIn(snapshot, 'catalog');
    if (managed !== undefined)
      return `${managed.name} looks after a Catalog of the cluster's own: one Mode for all nodes`;
    const record = followedIn(snapshot);
    if (catalog.primary === undefined) return catalog.trouble;
    const { system, timeline } = catalog.primary.facts;
    if (record?.system !== system || record.timeline !== timeline) return 'its place in history is not in etcd yet';
    return undefined;
  }

  /** What this node sees of it. */
  get seen(): SeenCatalog {
    const { catalog, store } = this.#options;
    const { primary } = catalog;
    const obstacle = store.snapshot === undefined ? undefined : this.obstacle(store.snapshot);
    const trouble = obstacle ?? catalog.trouble;
    return {
      ...(primary !== undefined && obstacle === undefined && { at: formatPlace(primary) }),
      ...(primary !== undefined && { timeline: primary.facts.timeline }),
      ...(trouble !== undefined && { trouble }),
      standbys: standbysOf(catalog),
    };
  }

  /** Something has changed that others should hear of. */
  poke(): void {
    this.#member.poke();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#listening.dispose();
    await this.#keeping;
    await this.#member[Symbol.asyncDispose]();
  }

  #said() {
    const { primary } = this.#options.catalog;
    const { seen } = this;
    return {
      seen,
      ...(seen.at === undefined && seen.trouble !== undefined && { waits: `the Catalog: ${seen.trouble}` }),
      ...{ timeline: primary?.facts.timeline ?? 0, lsn: primary?.facts.lsn ?? 0n },
    };
  }

  /** The cluster remembers more than it did: perhaps this Catalog's place in history. */
  #learned(): void {
    const { catalog, store } = this.#options;
    catalog.reconsider();
    const isReady = store.snapshot !== undefined && this.ready(store.snapshot);
    if (isReady === this.#wasReady) return;
    this.#wasReady = isReady;
    this.poke();
  }

  #changed(): void {
    this.#hurry.abort();
    this.poke();
    for (const changed of this.#listeners) changed();
  }

  async #keep(): Promise<void> {
    const { clock, timing, store, lease } = this.#options;
    while (!this.#ending.signal.aborted) {
      this.#hurry = new AbortController();
      const { snapshot } = store;
      if (snapshot !== undefined && lease.held !== undefined) await this.#keepOnce(snapshot);
      await clock.sleep(timing.renewMs, AbortSignal.any([this.#hurry.signal, this.#ending.signal])).catch(() => {});
    }
  }

  async #keepOnce(snapshot: DcsSnapshot): Promise<void> {
    const { dcs, name, mode, catalog, promises, store } = this.#options;
    try {
      const found = leaderIn(snapshot, 'catalog') === undefined ? catalog.primary?.facts : undefined;
      if (await keepFollowed({ dcs, snapshot, name, mode, found, promises })) await store.refresh();
    } catch (error) {
      // The next round tries again; without etcd nobody is elected anyway.
      this.#options.logger.debug({ why: describeError(error) }, 'What elections need could not be written');
    }
  }
}

/** In its keeper's words where it has one; else as PostgreSQL itself sees who follows. */
function standbysOf({ primary, guide }: CatalogFollowerOptions['catalog']): readonly SeenStandby[] {
  const lag = (bytes: number | undefined) => (bytes === undefined ? {} : { lagBytes: bytes });
  if (guide.members.length === 0) {
    return (primary?.facts.standbys ?? []).map(({ name, synchronous, lagBytes }) => ({
      ...{ name, role: synchronous ? 'synchronous standby' : 'standby', ...lag(lagBytes) },
    }));
  }
  return guide.members.map(({ name, role, state, lagBytes }) => ({
    name,
    role: `${role}, ${state}`,
    ...lag(lagBytes),
  }));
}
