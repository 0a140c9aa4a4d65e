/** The resource `Catalog` of understudy.conf: which PostgreSQL carries the Catalog, and who looks after it. */
import type { ByteString } from '../../../core/index.ts';
import { keyword, name, path, type Table, texts, uint } from '../../table/index.ts';

export const CATALOG_MODES = {
  Embedded: 'embedded',
  External: 'external',
  Managed: 'managed',
  Patroni: 'patroni',
} as const;
export type CatalogMode = (typeof CATALOG_MODES)[keyof typeof CATALOG_MODES];

/** On a standby's disk; or committed, where the storage below PostgreSQL is itself safe from any single failure. */
const JOURNALS_UNTIL = { Standby: 'standby', Commit: 'commit' } as const;
export type JournalsUntil = (typeof JOURNALS_UNTIL)[keyof typeof JOURNALS_UNTIL];

export interface CatalogServerResource {
  readonly name: ByteString;
  /**
   * `embedded`: started by the Director for itself; `external`: the Catalog resource of bacula-dir.conf says where;
   * undefined: external if that resource names an address or a socket, otherwise what is found decides. In a cluster `managed`
   * (its nodes look after it; also what undefined means there), `external` and `patroni`.
   */
  readonly mode: CatalogMode | undefined;
  /** Embedded: PostgreSQL's data directory; undefined: `catalog` in the working directory. */
  readonly dataDirectory: ByteString | undefined;
  /** Embedded: folder of PostgreSQL's programs; undefined: the newest that is installed. */
  readonly programDirectory: ByteString | undefined;
  /** Embedded: port, also the name of its Unix socket. */
  readonly port: number;
  /** Patroni: `host:8008` or `https://host:8008` of its members; one that answers names the others. */
  readonly patroniAddresses: readonly ByteString[];
  /** Patroni, with https: who has signed its certificates, and what this node shows where Patroni asks for it. */
  readonly patroniTlsCaCertificateFile: ByteString | undefined;
  readonly patroniTlsCertificate: ByteString | undefined;
  readonly patroniTlsKey: ByteString | undefined;
  /** External and Patroni, in a cluster: what lets a Storage Daemon forget what it has told the Catalog. */
  readonly journalsUntil: JournalsUntil;
  /** Connections of the Director's pool. */
  readonly maximumConnections: number;
}

export const catalogServerTable: Table<CatalogServerResource> = {
  name: name('Name', { default: 'catalog' }),
  mode: keyword('Mode', CATALOG_MODES),
  dataDirectory: path('DataDirectory'),
  programDirectory: path('ProgramDirectory'),
  port: uint('Port', 5432),
  patroniAddresses: texts('PatroniAddress', { aliases: ['PatroniAddresses'] }),
  patroniTlsCaCertificateFile: path('PatroniTlsCaCertificateFile'),
  patroniTlsCertificate: path('PatroniTlsCertificate'),
  patroniTlsKey: path('PatroniTlsKey'),
  journalsUntil: keyword('JournalsUntil', JOURNALS_UNTIL, { default: 'standby' }),
  maximumConnections: uint('MaximumConnections', 20),
};
