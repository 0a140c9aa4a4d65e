/** The resource `Storage` of the Storage's file (07 §9.17): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { duration, name, path, reference, type Table, text, uint, yesNo } from '../../table/index.ts';
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
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Time to wait for the FD to connect. */
  readonly clientConnectTimeoutSec: number;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Synonym setting: wait for FD. */
  readonly clientConnectWaitSec: number;
  /** Free id string appended to version output. */
  readonly verId: ByteString | undefined;
  /** LZ4 compression of outgoing packets. */
  readonly commCompression: boolean;
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
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 20),
  clientConnectTimeoutSec: duration('ClientConnectTimeout', 30 * MINUTE),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  clientConnectWaitSec: duration('ClientConnectWait', 30 * MINUTE),
  verId: text('VerId'),
  commCompression: yesNo('CommCompression', true),
  encryptionCommand: name('EncryptionCommand'),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
