/** The Catalog of the crash test: that of other tests, which also says when it is asked. What it was told it keeps. */
import { FakeCatalog } from '../support/fake-catalog.ts';

export class CrashCatalog extends FakeCatalog {
  /** Told of each before it is remembered and answered. */
  onRequest: (request: string) => void = () => {};

  protected override asked(request: string): void {
    this.onRequest(request);
    super.asked(request);
  }
}
