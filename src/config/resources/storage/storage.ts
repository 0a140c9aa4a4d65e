/** The resource `Storage` of the Storage's file (07 §9.17): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { duration, name, path, reference, size, speed, type Table, text, uint, yesNo } from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { type ListenAddress, listenAddresses } from '../shared/addresses.ts';
import type { MessagesResource } from '../shared/messages.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface StorageDaemonResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Where it listens: SdPort, SdAddress and SdAddresses together. */
  readonly addresses: readonly ListenAddress[];
  /** Messages resource used. */
  readonly messages: MessagesResource | undefined;
  /** Directory for state, spool, mail and bootstrap files. */
  readonly workingDirectory: ByteString;
  /** Pid file directory. */
  readonly pidDirectory: ByteString;
  /** Accepted, unused. */
  readonly subsysDirectory: ByteString | undefined;
  /** Where to load plugins from. */
  readonly pluginDirectory: ByteString | undefined;
  /** Directory put at %-less script lookups; informational. */
  readonly scriptsDirectory: ByteString | undefined;
  /** Dedup/cloud builds. */
  readonly ssdDirectory: ByteString | undefined;
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Time to wait for the FD to connect. */
  readonly clientConnectTimeoutSec: number;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Refuse to run without FIPS crypto (only if compiled in). */
  readonly fipsRequire: boolean;
  /** Synonym setting: wait for FD. */
  readonly clientConnectWaitSec: number;
  /** Free id string appended to version output. */
  readonly verId: ByteString | undefined;
  /** LZ4 compression of outgoing packets. */
  readonly commCompression: boolean;
  /** Dedup builds. */
  readonly dedupDirectory: ByteString | undefined;
  /** Only in dedup builds. */
  readonly dedupIndexDirectory: ByteString | undefined;
  /** Dedup builds. */
  readonly dedupCheckHash: boolean;
  /** Dedup builds. */
  readonly dedupScrubMaximumBandwidthBytesPerSec: number;
  /** Dedup builds. */
  readonly maximumContainerSizeBytes: number;
  /** Key-manager program for volume encryption. */
  readonly encryptionCommand: ByteString | undefined;
}

export const storageDaemonTable: Table<StorageDaemonResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  addresses: listenAddresses('Sd', 9103),
  messages: reference<MessagesResource>('Messages', 'Messages'),
  workingDirectory: path('WorkingDirectory', { required: true }),
  pidDirectory: path('PidDirectory', { required: true }),
  subsysDirectory: path('SubsysDirectory'),
  pluginDirectory: path('PluginDirectory'),
  scriptsDirectory: path('ScriptsDirectory'),
  ssdDirectory: path('SsdDirectory'),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 20),
  clientConnectTimeoutSec: duration('ClientConnectTimeout', 30 * MINUTE),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  fipsRequire: yesNo('FipsRequire', false),
  clientConnectWaitSec: duration('ClientConnectWait', 30 * MINUTE),
  verId: text('VerId'),
  commCompression: yesNo('CommCompression', true),
  dedupDirectory: path('DedupDirectory'),
  dedupIndexDirectory: path('DedupIndexDirectory'),
  dedupCheckHash: yesNo('DedupCheckHash', false),
  dedupScrubMaximumBandwidthBytesPerSec: speed('DedupScrubMaximumBandwidth'),
  maximumContainerSizeBytes: size('MaximumContainerSize', 0),
  encryptionCommand: name('EncryptionCommand'),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
