/** The resource `Storage` of the Director's file (07 §9.4): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, name, names, password, reference, type Table, text, uint, yesNo } from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';
import { autochanger } from './autochanger.ts';

export interface StorageResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** SD port. */
  readonly sdPort: number;
  /** Host name or address. */
  readonly address: ByteString;
  /** Address of the SD as seen from this client/storage. */
  readonly fdStorageAddress: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Device (or Autochanger) name at the SD. */
  readonly devices: readonly ByteString[];
  /** Media type of the volumes; must equal the SD device. */
  readonly mediaType: ByteString;
  /** True for an autochanger (an `Autochanger` resource is one by nature); a Storage: that one is the changer. */
  readonly autochanger: boolean | StorageResource;
  /** Storage that shares the volumes. */
  readonly sharedStorage: StorageResource | undefined;
  /** Resource switched on. */
  readonly enabled: boolean;
  /** No = strip Compression from FileSets on this storage. */
  readonly allowCompression: boolean;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Limit of concurrent reading jobs, 0 = MaximumConcurrentJobs. */
  readonly maximumConcurrentReadJobs: number;
  /** Ignored. */
  readonly sddPort: number;
}

export const storageTable: Table<StorageResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  sdPort: uint('SdPort', 9103),
  address: text('Address', { required: true, aliases: ['sdaddress'] }),
  fdStorageAddress: text('FdStorageAddress'),
  password: password('Password', { required: true, aliases: ['sdpassword'] }),
  devices: names('Device', { required: true }),
  mediaType: name('MediaType', { required: true }),
  autochanger: autochanger('Autochanger'),
  sharedStorage: reference<StorageResource>('SharedStorage', 'Storage'),
  enabled: yesNo('Enabled', true),
  allowCompression: yesNo('AllowCompression', true),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 1),
  maximumConcurrentReadJobs: uint('MaximumConcurrentReadJobs', 0),
  sddPort: uint('SddPort', 0),
  ...tlsDirectives(),
};
