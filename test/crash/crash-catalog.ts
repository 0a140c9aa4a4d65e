/** The Catalog of the crash test: that of other tests, which also says when it is asked. What it was told it keeps. */
import type { JobMediaRange } from '../../src/protocol/index.ts';
import { FakeCatalog } from '../support/fake-catalog.ts';

export class CrashCatalog extends FakeCatalog {
  onRequest: () => void = () => {};

  override find(query: Parameters<FakeCatalog['find']>[0]) {
    this.onRequest();
    return super.find(query);
  }

  override get(volume: string, write: boolean, pool: string) {
    this.onRequest();
    return super.get(volume, write, pool);
  }

  override update(update: Parameters<FakeCatalog['update']>[0]) {
    this.onRequest();
    return super.update(update);
  }

  override create(ranges: readonly JobMediaRange[], jobId: number): void {
    this.onRequest();
    super.create(ranges, jobId);
  }
}
