/** The resource `Catalog` of understudy.conf: which PostgreSQL carries the Catalog, and who looks after it. */
import type { ByteString } from '../../../core/index.ts';
import { keyword, name, path, type Table, uint } from '../../table/index.ts';

export const CATALOG_MODES = { Embedded: 'embedded', External: 'external' } as const;
export type CatalogMode = (typeof CATALOG_MODES)[keyof typeof CATALOG_MODES];

export interface CatalogServerResource {
  readonly name: ByteString;
  /**
   * `embedded`: started by the Director for itself; `external`: the Catalog resource of bacula-dir.conf says where;
   * undefined: external if that resource names an address or a socket, otherwise what is found decides.
   */
  readonly mode: CatalogMode | undefined;
  /** Embedded: PostgreSQL's data directory; undefined: `catalog` in the working directory. */
  readonly dataDirectory: ByteString | undefined;
  /** Embedded: folder of PostgreSQL's programs; undefined: the newest that is installed. */
  readonly programDirectory: ByteString | undefined;
  /** Embedded: port, also the name of its Unix socket. */
  readonly port: number;
  /** Connections of the Director's pool. */
  readonly maximumConnections: number;
}

export const catalogServerTable: Table<CatalogServerResource> = {
  name: name('Name', { default: 'catalog' }),
  mode: keyword('Mode', CATALOG_MODES),
  dataDirectory: path('DataDirectory'),
  programDirectory: path('ProgramDirectory'),
  port: uint('Port', 5432),
  maximumConnections: uint('MaximumConnections', 20),
};
