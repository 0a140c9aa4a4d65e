/** The resource `Node` of understudy.conf: what this machine is to its cluster. */
import type { ByteString } from '../../../core/index.ts';
import { name, path, type Table, text, uint, yesNo } from '../../table/index.ts';

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
}

export const nodeTable: Table<NodeResource> = {
  name: name('Name', { required: true }),
  address: text('Address', { required: true }),
  catalog: yesNo('Catalog', true),
  catalogListenAddress: text('CatalogListenAddress'),
  catalogPort: uint('CatalogPort', 5433),
  catalogDirectory: path('CatalogDirectory'),
  director: yesNo('Director', true),
  priority: uint('Priority', 1),
  replicationPasswordFile: path('ReplicationPasswordFile'),
  healthAddress: text('HealthAddress'),
  healthPort: uint('HealthPort', 9180),
};
