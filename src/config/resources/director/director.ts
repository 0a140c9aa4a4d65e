/** The resource `Director` of the Director's file (07 §9.1): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, name, password, path, reference, type Table, text, uint, yesNo } from '../../table/index.ts';
import { DAY, MINUTE } from '../../values/duration.ts';
import { type ListenAddress, listenAddresses, sourceAddress } from '../shared/addresses.ts';
import type { MessagesResource } from '../shared/messages.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';
import type { CatalogResource } from './catalog.ts';

export interface DirectorResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Age at which Events records are pruned. */
  readonly eventsRetentionSec: number;
  /** Messages resource used. */
  readonly messages: MessagesResource | undefined;
  /** Catalog resource. */
  readonly catalog: CatalogResource | undefined;
  /** Where it listens: DirPort, DirAddress and DirAddresses together. */
  readonly addresses: readonly ListenAddress[];
  /** Source address for outgoing connections. */
  readonly dirSourceAddress: ByteString | undefined;
  /** File of SQL queries for `query` command. */
  readonly queryFile: ByteString;
  /** Directory for state, spool, mail and bootstrap files. */
  readonly workingDirectory: ByteString;
  /** Where to load plugins from. */
  readonly pluginDirectory: ByteString | undefined;
  /** Directory put at %-less script lookups; informational. */
  readonly scriptsDirectory: ByteString | undefined;
  /** Pid file directory. */
  readonly pidDirectory: ByteString;
  /** Accepted, unused. */
  readonly subsysDirectory: ByteString | undefined;
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Max pending reload generations. */
  readonly maximumReloadRequests: number;
  /** Max simultaneous consoles. */
  readonly maximumConsoleConnections: number;
  /** Program refreshing the malware hash table. */
  readonly malwareDatabaseCommand: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Time to keep trying to reach a Client. */
  readonly fdConnectTimeoutSec: number;
  /** Time to keep trying to reach a Storage. */
  readonly sdConnectTimeoutSec: number;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Prune Jobs/Files (Client) or Volumes (Pool) automatically. */
  readonly autoPrune: boolean;
  /** Age at which JobHisto records are pruned. */
  readonly statisticsRetentionSec: number;
  /** Free id string appended to version output. */
  readonly verId: ByteString | undefined;
  /** Informational. */
  readonly customerId: ByteString | undefined;
  /** LZ4 compression of outgoing packets. */
  readonly commCompression: boolean;
}

export const directorTable: Table<DirectorResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  eventsRetentionSec: duration('EventsRetention', 30 * DAY),
  messages: reference<MessagesResource>('Messages', 'Messages'),
  catalog: reference<CatalogResource>('Catalog', 'Catalog'),
  addresses: listenAddresses('Dir', 9101),
  dirSourceAddress: sourceAddress('DirSourceAddress'),
  queryFile: path('QueryFile', { required: true }),
  workingDirectory: path('WorkingDirectory', { required: true }),
  pluginDirectory: path('PluginDirectory'),
  scriptsDirectory: path('ScriptsDirectory'),
  pidDirectory: path('PidDirectory', { required: true }),
  subsysDirectory: path('SubsysDirectory'),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 20),
  maximumReloadRequests: uint('MaximumReloadRequests', 32),
  maximumConsoleConnections: uint('MaximumConsoleConnections', 20),
  malwareDatabaseCommand: text('MalwareDatabaseCommand'),
  password: password('Password', { required: true }),
  fdConnectTimeoutSec: duration('FdConnectTimeout', 3 * MINUTE),
  sdConnectTimeoutSec: duration('SdConnectTimeout', 30 * MINUTE),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  autoPrune: yesNo('AutoPrune', true),
  statisticsRetentionSec: duration('StatisticsRetention', 1860 * DAY),
  verId: text('VerId'),
  customerId: text('CustomerId'),
  commCompression: yesNo('CommCompression', true),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
