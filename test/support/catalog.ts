/** How tests open a Catalog on a throw-away PostgreSQL. */
import { type Catalog, type CatalogOptions, openCatalog } from '../../src/catalog/index.ts';
import { Secret } from '../../src/core/index.ts';
import type { Database } from './postgres.ts';

export const catalogOptions = (database: Database): CatalogOptions => ({
  host: database.host,
  port: database.port,
  database: database.database,
  user: database.user,
  password: new Secret(database.password),
});

export const openTestCatalog = (database: Database, options: Partial<CatalogOptions> = {}): Promise<Catalog> =>
  openCatalog({ ...catalogOptions(database), ...options });
