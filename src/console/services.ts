/** What the routes call: handed in by cli, or by a test. */
import type { Logger } from '../core/index.ts';
import type { ConsoleMessages, DirectorService, RestoreRequest } from '../director/index.ts';
import type { CatalogListings } from './listings.ts';

export interface ConsoleServices {
  readonly director: DirectorService<RestoreRequest>;
  readonly listings: CatalogListings;
  readonly consoleMessages: ConsoleMessages;
  readonly logger: Logger;
}
