/**
 * The resources of understudy.conf by which nodes hand the shared configuration to one another: `Replication` says how
 * this node does it, a `Peer` where another node is, a `DaemonFile` which file of a genuine daemon goes with it.
 */
import type { ByteString } from '../../../core/index.ts';
import { duration, keyword, name, path, type Table, text, texts, uint, yesNo } from '../../table/index.ts';

export interface ReplicationResource {
  readonly name: ByteString;
  /** Releases of the shared configuration are kept below it. */
  readonly directory: ByteString;
  /** Files besides the Director's own and what it includes. */
  readonly files: readonly ByteString[];
  /** Who this node is to the SSH servers of the others. */
  readonly sshUser: ByteString;
  readonly sshKeyFile: ByteString | undefined;
  /** Keys of a running agent (SSH_AUTH_SOCK) are offered too. */
  readonly sshAgent: boolean;
  /** As OpenSSH writes it; a host that is not in it is not talked to. */
  readonly sshKnownHostsFile: ByteString | undefined;
  /** What is run on the others, as it stands. */
  readonly peerCommand: ByteString;
  /** Seconds until a connection stands. */
  readonly connectTimeout: number;
  /** Seconds for which a peer may say nothing while it is asked for something. */
  readonly answerTimeout: number;
  /** Releases that are kept, and so may be rolled back to. */
  readonly keepReleases: number;
}

export const replicationTable: Table<ReplicationResource> = {
  name: name('Name', { default: 'replication' }),
  directory: path('Directory', { required: true }),
  files: texts('Files', { aliases: ['File'] }),
  sshUser: text('SshUser', { default: 'root' }),
  sshKeyFile: path('SshKeyFile'),
  sshAgent: yesNo('SshAgent', false),
  sshKnownHostsFile: path('SshKnownHostsFile'),
  peerCommand: text('PeerCommand', { default: 'understudy config peer' }),
  connectTimeout: duration('ConnectTimeout', 10),
  answerTimeout: duration('AnswerTimeout', 60),
  keepReleases: uint('KeepReleases', 20),
};

export interface PeerResource {
  /** Its Node's name. One that is this node's own is passed over, so that the list may be the same on all. */
  readonly name: ByteString;
  readonly address: ByteString;
  readonly port: number;
  /** Undefined: as the Replication resource says. */
  readonly sshUser: ByteString | undefined;
}

export const peerTable: Table<PeerResource> = {
  name: name('Name', { required: true }),
  address: text('Address', { required: true }),
  port: uint('Port', 22),
  sshUser: text('SshUser'),
};

export const DAEMON_KINDS = { Storage: 'storage', Client: 'client', Other: 'other' } as const;
export type DaemonKind = (typeof DAEMON_KINDS)[keyof typeof DAEMON_KINDS];

export interface DaemonFileResource extends PeerResource {
  /** What our own check reads it as. */
  readonly kind: DaemonKind;
  /** Where it is edited, on the nodes. */
  readonly source: ByteString;
  /** Where it belongs, on the daemon's host. */
  readonly file: ByteString;
  /** Run there on the new file before anything changes, `%f` being that; an exit status other than 0 refuses it. */
  readonly testCommand: ByteString | undefined;
  /** Run there when the new file is in its place. */
  readonly reloadCommand: ByteString | undefined;
}

export const daemonFileTable: Table<DaemonFileResource> = {
  ...peerTable,
  kind: keyword('Kind', DAEMON_KINDS, { default: 'other' }),
  source: path('Source', { required: true }),
  file: path('File', { required: true }),
  testCommand: text('TestCommand'),
  reloadCommand: text('ReloadCommand'),
};
