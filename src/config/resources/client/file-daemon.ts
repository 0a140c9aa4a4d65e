/** The resource `FileDaemon` of the Client's file (07 §9.13): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import {
  duration,
  keyword,
  name,
  path,
  reference,
  speed,
  type Table,
  text,
  texts,
  uint,
  yesNo,
} from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { PKI_CIPHERS, PKI_DIGESTS, type PkiCipher, type PkiDigest } from '../keywords.ts';
import { type ListenAddress, listenAddresses, sourceAddress } from '../shared/addresses.ts';
import type { MessagesResource } from '../shared/messages.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface FileDaemonResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Where it listens: FdPort, FdAddress and FdAddresses together. */
  readonly addresses: readonly ListenAddress[];
  /** Source address. */
  readonly fdSourceAddress: ByteString | undefined;
  /** Directory for state, spool, mail and bootstrap files. */
  readonly workingDirectory: ByteString;
  /** Pid file directory. */
  readonly pidDirectory: ByteString;
  /** Accepted, unused. */
  readonly subsysDirectory: ByteString | undefined;
  /** Where to load plugins from. */
  readonly pluginDirectory: ByteString | undefined;
  /** Options sent to FD plugins. */
  readonly pluginOptions: readonly ByteString[];
  /** Bsnapshot program. */
  readonly snapshotCommand: ByteString | undefined;
  /** Directory put at %-less script lookups; informational. */
  readonly scriptsDirectory: ByteString | undefined;
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Messages resource used. */
  readonly messages: MessagesResource | undefined;
  /** Time to keep trying to reach a Storage. */
  readonly sdConnectTimeoutSec: number;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Data chunk size, 0 = 65536. */
  readonly maximumNetworkBufferSize: number;
  /** Sign file data. */
  readonly pkiSignatures: boolean;
  /** Encrypt file data. */
  readonly pkiEncryption: boolean;
  /** PEM with certificate and key. */
  readonly pkiKeyPair: ByteString | undefined;
  /** Extra signer certificates. */
  readonly pkiSigner: readonly ByteString[];
  /** Master certificates. */
  readonly pkiMasterKey: readonly ByteString[];
  /** Aes128, aes192, aes256, blowfish. */
  readonly pkiCipher: PkiCipher | undefined;
  /** Md5, sha1, sha256 (digest that is signed; 15.x also lists xxhash64/xxh3_128 but they cannot be used for signing; sha512 is not offered). */
  readonly pkiDigest: PkiDigest;
  /** Free id string appended to version output. */
  readonly verId: ByteString | undefined;
  /** Rate limit per job. */
  readonly maximumBandwidthPerJobBytesPerSec: number;
  /** LZ4 compression of outgoing packets. */
  readonly commCompression: boolean;
  /** Commands refused from Directors. */
  readonly disableCommand: readonly ByteString[];
  /** Read errors before the job is failed; 0 = no limit. */
  readonly maximumJobErrorCount: number;
  /** Poll the SD every n packets, 0 = off. */
  readonly sdPacketCheck: number;
}

export const fileDaemonTable: Table<FileDaemonResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  addresses: listenAddresses('Fd', 9102),
  fdSourceAddress: sourceAddress('FdSourceAddress'),
  workingDirectory: path('WorkingDirectory', { required: true }),
  pidDirectory: path('PidDirectory', { required: true }),
  subsysDirectory: path('SubsysDirectory'),
  pluginDirectory: path('PluginDirectory'),
  pluginOptions: texts('PluginOptions'),
  snapshotCommand: text('SnapshotCommand'),
  scriptsDirectory: path('ScriptsDirectory'),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 20),
  messages: reference<MessagesResource>('Messages', 'Messages'),
  sdConnectTimeoutSec: duration('SdConnectTimeout', 30 * MINUTE),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  maximumNetworkBufferSize: uint('MaximumNetworkBufferSize', 0),
  pkiSignatures: yesNo('PkiSignatures', false),
  pkiEncryption: yesNo('PkiEncryption', false),
  pkiKeyPair: path('PkiKeyPair'),
  pkiSigner: texts('PkiSigner'),
  pkiMasterKey: texts('PkiMasterKey'),
  pkiCipher: keyword('PkiCipher', PKI_CIPHERS),
  pkiDigest: keyword('PkiDigest', PKI_DIGESTS, { default: 'sha256' }),
  verId: text('VerId'),
  maximumBandwidthPerJobBytesPerSec: speed('MaximumBandwidthPerJob'),
  commCompression: yesNo('CommCompression', true),
  disableCommand: texts('DisableCommand'),
  maximumJobErrorCount: uint('MaximumJobErrorCount', 1000),
  sdPacketCheck: uint('SdPacketCheck', 0),
  ...tlsDirectives(),
};
