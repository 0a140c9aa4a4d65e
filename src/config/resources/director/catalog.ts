/** The resource `Catalog` of the Director's file (07 §9.5): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { name, password, type Table, text, uint, yesNo } from '../../table/index.ts';

export interface CatalogResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Host name or address. */
  readonly address: ByteString | undefined;
  /** Database port. */
  readonly dbPort: number;
  /** Database password. */
  readonly password: Secret | undefined;
  /** Database user. */
  readonly user: ByteString | undefined;
  /** Database name. */
  readonly dbName: ByteString;
  /** `PostgreSQL`, `MySQL`, `SQLite3`; informational when one driver is installed. */
  readonly dbDriver: ByteString | undefined;
  /** Unix socket. */
  readonly dbSocket: ByteString | undefined;
  /** Libpq sslmode. */
  readonly dbSslMode: ByteString | undefined;
  /** Client key. */
  readonly dbSslKey: ByteString | undefined;
  /** Client cert. */
  readonly dbSslCert: ByteString | undefined;
  /** CA file. */
  readonly dbSslCa: ByteString | undefined;
  /** CA path. */
  readonly dbSslCaPath: ByteString | undefined;
  /** One DB connection per job. */
  readonly multipleConnections: boolean;
  /** Insert file records one by one. */
  readonly disableBatchInsert: boolean;
}

export const catalogTable: Table<CatalogResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  address: text('Address', { aliases: ['dbaddress'] }),
  dbPort: uint('DbPort', 0),
  password: password('Password', { aliases: ['dbpassword'] }),
  user: text('User', { aliases: ['dbuser'] }),
  dbName: text('DbName', { required: true }),
  dbDriver: text('DbDriver'),
  dbSocket: text('DbSocket'),
  dbSslMode: text('DbSslMode'),
  dbSslKey: text('DbSslKey'),
  dbSslCert: text('DbSslCert'),
  dbSslCa: text('DbSslCa'),
  dbSslCaPath: text('DbSslCaPath'),
  multipleConnections: yesNo('MultipleConnections', false),
  disableBatchInsert: yesNo('DisableBatchInsert', false),
};
