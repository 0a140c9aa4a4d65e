/** The resource `Node` of understudy.conf: what this machine is to its cluster. */
import type { ByteString } from '../../../core/index.ts';
import { duration, keyword, name, path, type Table, text, texts, uint, yesNo } from '../../table/index.ts';

export interface NodeResource {
  /** Its name among the members; no other node has it. */
  readonly name: ByteString;
  /** Where the other nodes reach this one. */
  readonly address: ByteString;
  /** It carries a PostgreSQL that the cluster looks after. */
  readonly catalog: boolean;
  /** Where that PostgreSQL listens; undefined: at the address alone. */
  readonly catalogListenAddress: ByteString | undefined;
  readonly catalogPort: number;
  /** Undefined: `catalog` in the Director's working directory. */
  readonly catalogDirectory: ByteString | undefined;
  /** With all three nobody reaches the Catalog in the clear; a node without a Catalog needs the first alone. */
  readonly catalogTlsCaCertificateFile: ByteString | undefined;
  readonly catalogTlsCertificate: ByteString | undefined;
  readonly catalogTlsKey: ByteString | undefined;
  /** A Director runs here while this node leads. */
  readonly director: boolean;
  /** Of several that could lead the one with the highest does; 0: never. */
  readonly priority: number;
  /** Its first line is the password with which standbys copy and follow; the same on all nodes. */
  readonly replicationPasswordFile: ByteString | undefined;
  /** Where the health of this node is told; undefined: at the address. */
  readonly healthAddress: ByteString | undefined;
  /** 0: nowhere. */
  readonly healthPort: number;
  /** With both it is told over TLS. */
  readonly healthTlsCertificate: ByteString | undefined;
  readonly healthTlsKey: ByteString | undefined;
  /** Shown by `understudy cluster`. */
  readonly tags: readonly ByteString[];
  /** Programs that are run, without a shell, when something has happened to this node. */
  readonly onCatalogLeader: ByteString | undefined;
  readonly onCatalogStandby: ByteString | undefined;
  readonly onDirectorLeader: ByteString | undefined;
  readonly onDirectorStandby: ByteString | undefined;
  readonly onFenced: ByteString | undefined;
  readonly onPaused: ByteString | undefined;
  readonly onResumed: ByteString | undefined;
  /** Each is ended after so long. */
  readonly hookTimeoutSeconds: number;
  /** This machine has it while it leads: `10.0.0.9/24`. */
  readonly virtualAddress: ByteString | undefined;
  /** The network device that has it then. */
  readonly virtualAddressDevice: ByteString | undefined;
  readonly virtualAddressFollows: FollowedOffice;
  /** `/dev/watchdog`: resets this machine where its leader stands still. */
  readonly watchdogDevice: ByteString | undefined;
  /** 0: two thirds of the lease. */
  readonly watchdogTimeoutSeconds: number;
}

const FOLLOWED = { Director: 'director', Catalog: 'catalog' } as const;
export type FollowedOffice = (typeof FOLLOWED)[keyof typeof FOLLOWED];

export const nodeTable: Table<NodeResource> = {
  name: name('Name', { required: true }),
  address: text('Address', { required: true }),
  catalog: yesNo('Catalog', true),
  catalogListenAddress: text('CatalogListenAddress'),
  catalogPort: uint('CatalogPort', 5433),
  catalogDirectory: path('CatalogDirectory'),
  catalogTlsCaCertificateFile: path('CatalogTlsCaCertificateFile'),
  catalogTlsCertificate: path('CatalogTlsCertificate'),
  catalogTlsKey: path('CatalogTlsKey'),
  director: yesNo('Director', true),
  priority: uint('Priority', 1),
  replicationPasswordFile: path('ReplicationPasswordFile'),
  healthAddress: text('HealthAddress'),
  healthPort: uint('HealthPort', 9180),
  healthTlsCertificate: path('HealthTlsCertificate'),
  healthTlsKey: path('HealthTlsKey'),
  tags: texts('Tags', { aliases: ['Tag'] }),
  onCatalogLeader: text('OnCatalogLeader'),
  onCatalogStandby: text('OnCatalogStandby'),
  onDirectorLeader: text('OnDirectorLeader'),
  onDirectorStandby: text('OnDirectorStandby'),
  onFenced: text('OnFenced'),
  onPaused: text('OnPaused'),
  onResumed: text('OnResumed'),
  hookTimeoutSeconds: duration('HookTimeout', 30),
  virtualAddress: text('VirtualAddress'),
  virtualAddressDevice: text('VirtualAddressDevice'),
  virtualAddressFollows: keyword('VirtualAddressFollows', FOLLOWED, { default: 'director' }),
  watchdogDevice: path('WatchdogDevice'),
  watchdogTimeoutSeconds: duration('WatchdogTimeout', 0),
};
