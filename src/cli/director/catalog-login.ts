/** As whom the Directors of a cluster log in to its Catalog. Pure. */
import type { DirectorConfig } from '../../config/index.ts';
import { displayText } from '../../core/index.ts';
import type { CatalogLogin } from '../../replication/index.ts';
import type { Mistake } from '../node/errors.ts';

/** Roles of PostgreSQL that are somebody else's. */
const RESERVED = /^(understudy|understudy_replication|postgres|pg_.*)$/;

/** As the Catalog resource says that the Director names, else the first one; or what keeps it from serving a cluster. */
export function catalogLogin({ director, catalogs }: DirectorConfig): CatalogLogin | Mistake {
  const resource = director.catalog ?? [...catalogs.values()][0];
  const wrong = (what: string, hint: string): Mistake => ({ what, hint });
  if (resource === undefined) {
    return wrong(
      'bacula-dir.conf has no Catalog resource',
      'In a cluster Directors log in with its DB User and DB Password',
    );
  }
  const { name, user = 'bacula', password, dbName } = resource;
  const where = `Catalog "${displayText(name)}"`;
  if (password === undefined || password.reveal() === '') {
    return wrong(
      `${where} has no DB Password`,
      'Directors of a cluster reach the Catalog over the network: give it one',
    );
  }
  if (RESERVED.test(user))
    return wrong(`${where} has DB User = ${user}`, 'That role is not for Directors: call it bacula');
  return { user, password, database: dbName };
}
