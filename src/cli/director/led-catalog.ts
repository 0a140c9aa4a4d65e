/**
 * The Catalog of a cluster, as the Director that leads opens it: at the place where it is writable now, in the epoch of this
 * leadership, and taken over before anything of it is read.
 */
import { type Catalog, type CatalogOptions, catalogDurable, openCatalog, takeOver } from '../../catalog/index.ts';
import type { CatalogServerResource, UnderstudyConfig } from '../../config/index.ts';
import { currentTlsFiles } from '../../core/index.ts';
import type { Leadership } from '../../director/index.ts';
import { NodeConfigurationError } from '../node/errors.ts';
import { catalogLogin } from './catalog-login.ts';
import type { Configuration } from './configuration.ts';
import { bytesToPath } from './ways-in.ts';

export interface LedCatalog {
  readonly epoch: bigint;
  /** Where the Catalog is writable; asked anew for each connection. */
  place(): { readonly host: string; readonly port: number; readonly era?: string };
  /** Calls back when it is elsewhere. */
  onMoved(moved: () => void): void;
  /** A higher epoch was met: this Director is not the leader any more. */
  fenced(error: Error): void;
}

export async function openLedCatalog(
  { shared, node }: Configuration,
  { epoch, place, onMoved, fenced }: LedCatalog,
  signal: AbortSignal,
): Promise<{ readonly catalog: Catalog; readonly leadership: Leadership }> {
  const login = catalogLogin(shared);
  if ('what' in login) throw new NodeConfigurationError([login]);
  const catalog = await openCatalog({
    ...{ ...place(), place, onMoved, epoch, onFenced: fenced, signal, applicationName: 'understudy' },
    ...{ user: login.user, password: login.password, database: login.database },
    poolSize: node.catalog.maximumConnections,
    ...tlsOf(node),
  });
  try {
    await takeOver(catalog, epoch);
    return { catalog, leadership: { epoch, durable: durability(node.catalog, catalog) } };
  } catch (error) {
    await catalog[Symbol.asyncDispose]();
    throw error;
  }
}

/** As the node's own PostgreSQL follows another one. */
function tlsOf({ node }: UnderstudyConfig): Pick<CatalogOptions, 'tls'> {
  const ca = node?.catalogTlsCaCertificateFile;
  if (ca === undefined) return {};
  const files = currentTlsFiles({ ca: bytesToPath(ca) });
  return { tls: () => ({ mode: 'verify-full', material: files() }) };
}

/** Where somebody else promotes, it may be any standby: what all of them have stays. */
function durability({ mode, journalsUntil }: CatalogServerResource, catalog: Catalog): Leadership['durable'] {
  if (mode !== 'external' && mode !== 'patroni') return () => catalogDurable(catalog);
  return journalsUntil === 'commit' ? async () => {} : () => catalogDurable(catalog, { standbys: 'all' });
}
