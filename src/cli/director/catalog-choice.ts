/** Which PostgreSQL carries the Catalog: one that the Director starts for itself, or one that is there. Pure. */
import { join } from 'node:path';
import type { CatalogOptions } from '../../catalog/index.ts';
import type { CatalogServerResource, DirectorConfig } from '../../config/index.ts';
import { AppError } from '../../core/index.ts';

export type CatalogChoice =
  | {
      readonly kind: 'embedded';
      readonly directory: string;
      readonly programDirectory: string | undefined;
      /** Nobody has asked for it in so many words. */
      readonly implied: boolean;
    }
  | { readonly kind: 'external'; readonly options: CatalogOptions };

export class CatalogTlsError extends AppError {
  readonly code = 'CLI_CATALOG_TLS';
  override readonly hint = 'Use a Unix socket or a network that you trust, and take DB SSL Mode out';

  constructor(name: string, mode: string) {
    super(`Catalog "${name}" asks for DB SSL Mode = ${mode}, which is not supported yet`);
  }
}

const POSTGRES_PORT = 5432;
export const LOCAL_SOCKET = '/var/run/postgresql';
const TLS_DEMANDED = /^(require|verify-ca|verify-full)$/i;

/** The Catalog resource that the Director names, else the first one. */
export function chooseCatalog(config: DirectorConfig, node: CatalogServerResource): CatalogChoice {
  const { director, catalogs } = config;
  const resource = director.catalog ?? [...catalogs.values()][0];
  const hasPlace = resource?.address !== undefined || resource?.dbSocket !== undefined;
  const mode = node.mode ?? (hasPlace ? 'external' : 'embedded');
  if (mode === 'embedded' || resource === undefined) {
    const directory = utf8(node.dataDirectory ?? join(director.workingDirectory, 'catalog'));
    const programDirectory = node.programDirectory === undefined ? undefined : utf8(node.programDirectory);
    return { kind: 'embedded', directory, programDirectory, implied: node.mode === undefined };
  }
  if (TLS_DEMANDED.test(resource.dbSslMode ?? '')) throw new CatalogTlsError(resource.name, resource.dbSslMode ?? '');
  return {
    kind: 'external',
    options: {
      host: utf8(resource.dbSocket ?? resource.address ?? LOCAL_SOCKET),
      port: resource.dbPort || POSTGRES_PORT,
      database: resource.dbName,
      user: resource.user ?? 'bacula',
      ...(resource.password && { password: resource.password }),
      poolSize: node.maximumConnections,
    },
  };
}

/** Paths of the configuration are bytes; those that Node hands to the system as text are UTF-8. */
const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
