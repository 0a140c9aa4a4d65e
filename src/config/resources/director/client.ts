/** The resource `Client` of the Director's file (07 §9.2): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, name, password, reference, speed, type Table, text, uint, yesNo } from '../../table/index.ts';
import { DAY, MINUTE } from '../../values/duration.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';
import type { CatalogResource } from './catalog.ts';

export interface ClientResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Host name or address. */
  readonly address: ByteString | undefined;
  /** FD port. */
  readonly fdPort: number;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Address of the SD as seen from this client/storage. */
  readonly fdStorageAddress: ByteString | undefined;
  /** Catalog resource. */
  readonly catalog: CatalogResource;
  /** File records kept this long. */
  readonly fileRetentionSec: number;
  /** Job records kept this long. */
  readonly jobRetentionSec: number;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Prune Jobs/Files (Client) or Volumes (Pool) automatically. */
  readonly autoPrune: boolean;
  /** SD connects to the FD. */
  readonly sdCallsClient: boolean;
  /** FD may connect to the Director (client-initiated backup); then Address may be absent. */
  readonly allowFdConnections: boolean;
  /** Snapshot records kept this long. */
  readonly snapshotRetentionSec: number;
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Rate limit per job. */
  readonly maximumBandwidthPerJobBytesPerSec: number;
  /** Resource switched on. */
  readonly enabled: boolean;
}

export const clientTable: Table<ClientResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  address: text('Address', { aliases: ['fdaddress'] }),
  fdPort: uint('FdPort', 9102),
  password: password('Password', { required: true, aliases: ['fdpassword'] }),
  fdStorageAddress: text('FdStorageAddress'),
  catalog: reference<CatalogResource>('Catalog', 'Catalog', { required: true }),
  fileRetentionSec: duration('FileRetention', 60 * DAY),
  jobRetentionSec: duration('JobRetention', 180 * DAY),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  autoPrune: yesNo('AutoPrune', true),
  sdCallsClient: yesNo('SDCallsClient', false),
  allowFdConnections: yesNo('AllowFDConnections', false),
  snapshotRetentionSec: duration('SnapshotRetention', 0),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 1),
  maximumBandwidthPerJobBytesPerSec: speed('MaximumBandwidthPerJob'),
  enabled: yesNo('Enabled', true),
  ...tlsDirectives('verifyPeer', 'allowedCn'),
};
