/** Where a Catalog is looked for that somebody else looks after: from the two files, or what is wrong with them. Pure. */
import { isIPv6 } from 'node:net';
import type { CatalogServerResource, DirectorConfig } from '../../config/index.ts';
import { displayText } from '../../core/index.ts';
import type { ServerPlace } from '../../replication/index.ts';
import { bytesToPath } from '../director/ways-in.ts';
import type { Mistake } from './errors.ts';

export type FollowedPlan =
  | { readonly mode: 'external'; readonly servers: readonly ServerPlace[] }
  | {
      readonly mode: 'patroni';
      /** `http://host:8008` */
      readonly urls: readonly string[];
      readonly tls: {
        readonly ca: string | undefined;
        readonly certificate: string | undefined;
        readonly key: string | undefined;
      };
    };

const POSTGRES_PORT = 5432;
const PATRONI_PORT = 8008;
const TLS_DEMANDED = /^(require|verify-ca|verify-full)$/i;

/** Undefined: the cluster's nodes look after it themselves. */
export function planFollowed(
  { director, catalogs }: DirectorConfig,
  node: CatalogServerResource,
): FollowedPlan | Mistake | undefined {
  if (node.mode !== 'external' && node.mode !== 'patroni') return undefined;
  const resource = director.catalog ?? [...catalogs.values()][0];
  const where = resource === undefined ? 'The Catalog' : `Catalog "${displayText(resource.name)}"`;
  if (TLS_DEMANDED.test(resource?.dbSslMode ?? '')) {
    const hint = 'Use a network that you trust, and take DB SSL Mode out';
    return { what: `${where} asks for DB SSL Mode = ${resource?.dbSslMode}, which is not supported yet`, hint };
  }
  if (node.mode === 'patroni') {
    const optional = (path: string | undefined) => path && bytesToPath(path);
    return {
      mode: 'patroni',
      urls: node.patroniAddresses.map(urlOf),
      tls: {
        ca: optional(node.patroniTlsCaCertificateFile),
        certificate: optional(node.patroniTlsCertificate),
        key: optional(node.patroniTlsKey),
      },
    };
  }
  const text = resource?.address?.trim() ?? '';
  const hint =
    'DB Address = "10.0.0.1, 10.0.0.2:5433" in bacula-dir.conf names each PostgreSQL that may be the primary';
  if (resource?.dbSocket !== undefined || text === '') {
    return { what: `${where} has no DB Address, or a DB Socket: all nodes must reach the same PostgreSQL`, hint };
  }
  const servers = parseServers(text, resource?.dbPort || POSTGRES_PORT);
  return servers === undefined
    ? { what: `DB Address = ${displayText(text)} of ${where} is no list of hosts`, hint }
    : { mode: 'external', servers };
}

const SERVER = /^(?:\[(?<v6>[0-9a-f:.%]+)\]|(?<host>[^\s:[\]/,]+))(?::(?<port>\d{1,5}))?$/i;

/** `host`, `host:port`, `[v6]:port`, `v6`, with commas between them; undefined: it is none. */
export function parseServers(text: string, port: number): readonly ServerPlace[] | undefined {
  const servers: ServerPlace[] = [];
  for (const word of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const groups = isIPv6(word) ? { host: word } : SERVER.exec(word)?.groups;
    const server = { host: groups?.v6 ?? groups?.host ?? '', port: Number(groups?.port ?? port) };
    if (server.host === '' || server.port < 1 || server.port > 65_535) return undefined;
    if (!servers.some((one) => one.host === server.host && one.port === server.port)) servers.push(server);
  }
  return servers.length === 0 ? undefined : servers;
}

function urlOf(address: string): string {
  const text = /^https?:/i.test(address) ? address : `http://${address}`;
  const url = new URL(text.toLowerCase());
  const hasPort = /:\d+\/?$/.test(text.replace(/^https?:\/\//i, ''));
  return `${url.protocol}//${url.hostname}:${hasPort ? url.port || (url.protocol === 'https:' ? 443 : 80) : PATRONI_PORT}`;
}
