/**
 * Which PostgreSQL carries the Catalog: one that the Director starts for itself, or one that is there. Pure: where
 * neither file decides, the caller looks around and comes back with what it has found.
 */
import { join } from 'node:path';
import type { CatalogOptions, CatalogProbe } from '../../catalog/index.ts';
import type { CatalogResource, CatalogServerResource, DirectorConfig } from '../../config/index.ts';
import { AppError, currentTlsFiles, displayText } from '../../core/index.ts';

interface Reasoned {
  /** For the log: what spoke for it. */
  readonly why: string;
}

export interface EmbeddedChoice extends Reasoned {
  readonly kind: 'embedded';
  readonly directory: string;
  readonly programDirectory: string | undefined;
  /** Whoever comes from a genuine Director may have expected another one. */
  readonly doubtful: boolean;
}

export interface ExternalChoice extends Reasoned {
  readonly kind: 'external';
  readonly options: CatalogOptions;
}

export type CatalogChoice = EmbeddedChoice | ExternalChoice;

/** Neither file names a mode or a place. */
export interface OpenChoice {
  readonly kind: 'open';
  readonly embedded: EmbeddedChoice;
  /** Where a genuine Director of this configuration would go. */
  readonly local: ExternalChoice;
}

/** What was found on this machine; the local PostgreSQL is not asked where an embedded Catalog exists. */
export interface Findings {
  readonly embeddedExists: boolean;
  readonly local: CatalogProbe;
}

/** What the Catalog resource says of TLS cannot be carried out: nothing is sent in the clear instead. */
export class CatalogSslModeError extends AppError {
  readonly code = 'CLI_CATALOG_SSL_MODE';
  override readonly hint: string;

  constructor(name: string, found: string, hint: string) {
    super(`Catalog "${displayText(name)}" ${found}`);
    this.hint = hint;
  }
}

/** A PostgreSQL is there and does not answer: an empty Catalog beside a full one would be the worst of guesses. */
export class CatalogUndecidedError extends AppError {
  readonly code = 'CLI_CATALOG_UNDECIDED';
  override readonly hint =
    'Start it or wait for it; or put Catalog { Mode = External } (or Embedded) into understudy.conf';

  constructor(socketDirectory: string, cause: unknown) {
    super(`The PostgreSQL at ${socketDirectory} does not tell whether it holds the Catalog: ${reason(cause)}`, {
      cause,
    });
  }
}

const POSTGRES_PORT = 5432;
/** Where libpq looks, and so a genuine Director. */
export const LOCAL_SOCKET = '/var/run/postgresql';
const TLS_DEMANDED = ['require', 'verify-ca', 'verify-full'] as const;

/** The Catalog resource that the Director names, else the first one. */
export function chooseCatalog(
  config: DirectorConfig,
  node: CatalogServerResource,
  localSocket = LOCAL_SOCKET,
): CatalogChoice | OpenChoice {
  const { director, catalogs } = config;
  const resource = director.catalog ?? [...catalogs.values()][0];
  const embedded: EmbeddedChoice = {
    kind: 'embedded',
    directory: utf8(node.dataDirectory ?? join(director.workingDirectory, 'catalog')),
    programDirectory: node.programDirectory === undefined ? undefined : utf8(node.programDirectory),
    why: node.mode === 'embedded' ? 'understudy.conf says Mode = Embedded' : 'there is no Catalog resource',
    doubtful: false,
  };
  if (node.mode === 'embedded' || resource === undefined) return embedded;

  const place = resource.dbSocket ?? resource.address;
  const host = place === undefined ? localSocket : utf8(place);
  const external: ExternalChoice = {
    kind: 'external',
    options: {
      host,
      port: resource.dbPort || POSTGRES_PORT,
      database: resource.dbName,
      user: resource.user ?? 'bacula',
      ...(resource.password && { password: resource.password }),
      // A Unix socket knows no TLS, and libpq does not ask it for any.
      ...(!host.startsWith('/') && catalogTls(resource)),
      poolSize: node.maximumConnections,
    },
    why: node.mode === 'external' ? 'understudy.conf says Mode = External' : 'the Catalog resource names it',
  };
  return node.mode === 'external' || place !== undefined ? external : { kind: 'open', embedded, local: external };
}

/** As libpq reads its sslmode; what it does not demand is not tried. */
function catalogTls(resource: CatalogResource): Pick<CatalogOptions, 'tls'> {
  const mode = TLS_DEMANDED.find((one) => one === resource.dbSslMode?.toLowerCase());
  if (mode === undefined) return {};
  const { name, dbSslCa: ca, dbSslCert: certificate, dbSslKey: key, dbSslCaPath } = resource;
  if (dbSslCaPath !== undefined) {
    throw new CatalogSslModeError(name, 'has a DB SSL CA Path', 'PostgreSQL knows no such folder: write DB SSL CA');
  }
  if (mode !== 'require' && ca === undefined) {
    throw new CatalogSslModeError(name, `asks for DB SSL Mode = ${mode} without DB SSL CA`, 'Name the file of the CA');
  }
  const path = (bytes: string | undefined) => bytes && utf8(bytes);
  const files = currentTlsFiles({ ca: path(ca), certificate: path(certificate), key: path(key) });
  return { tls: () => ({ mode, material: files() }) };
}

export function decideOpenChoice({ embedded, local }: OpenChoice, found: Findings): CatalogChoice {
  if (found.embeddedExists) return { ...embedded, why: 'it was made here before' };
  if (found.local === 'catalog') return { ...local, why: 'it holds a Catalog of Bacula, and no other place is named' };
  return { ...embedded, why: NO_LOCAL_CATALOG[found.local], doubtful: found.local === 'no-login' };
}

const NO_LOCAL_CATALOG: Readonly<Record<Exclude<CatalogProbe, 'catalog'>, string>> = {
  'no-server': 'no place is named, and no PostgreSQL runs at the usual socket',
  'no-login': 'no place is named, and the local PostgreSQL refuses the login, so that its databases are not known',
  'no-database': 'no place is named, and the local PostgreSQL has no such database',
  'no-catalog': 'no place is named, and the database in the local PostgreSQL holds no Catalog',
};

/** Paths of the configuration are bytes; those that Node hands to the system as text are UTF-8. */
const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
