/**
 * The PathIds of one ingest: those that are known, and how the others are found. After a failover of the Catalog nothing that was
 * learnt before counts, and a batch that was begun before is looked at again when it is committed (commit-batch.ts).
 */
import type { CatalogAccess } from '../catalog.ts';
import { type OutageOptions, throughOutage } from '../outage.ts';
import { type Queryable, queryableOn } from '../queryable.ts';
import { runStatement } from '../session.ts';
import type { Batch } from './batch.ts';
import { PathCache } from './path-cache.ts';
import { resolvePaths } from './path-ids.ts';

export class PathBook {
  readonly cache: PathCache;
  readonly #access: CatalogAccess;
  readonly #resolver: Queryable;
  /** The Catalog's timeline that the cache is of. */
  #timeline = 0;

  constructor(access: CatalogAccess, limits: OutageOptions, cacheBytes: number) {
    this.cache = new PathCache(cacheBytes);
    this.#access = access;
    const { signal } = limits;
    this.#resolver = queryableOn((statement) =>
      throughOutage(() => access.bulk.use((client) => runStatement(client, statement, access), signal), limits),
    );
  }

  /** Before a batch takes its first row. Returns whether the cache was emptied. */
  begin(batch: Batch): boolean {
    const { timeline } = this.#access.settings.held;
    const isOther = timeline !== this.#timeline;
    if (isOther) this.cache.clear();
    this.#timeline = timeline;
    batch.timeline = timeline;
    return isOther;
  }

  /** An earlier batch may have had the same paths: by now the cache knows them. What comes of two timelines is asked again. */
  async resolve(batch: Batch): Promise<void> {
    const { held } = this.#access.settings;
    const { timeline } = held;
    const paths = batch.unknownPaths;
    const ids = paths.map((path) => this.cache.get(path));
    const unknown = paths.filter((_, index) => ids[index] === undefined);
    const found = unknown.length === 0 ? [] : await resolvePaths(this.#resolver, unknown);
    if (held.timeline !== timeline) return this.resolve(batch);
    for (const [index, path] of unknown.entries()) this.cache.set(path, found[index] ?? 0);
    let next = 0;
    batch.resolve(ids.map((id) => id ?? found[next++] ?? 0));
  }
}
