/** The resource `Cluster` of understudy.conf: what all nodes of a cluster agree on. Without it a Director leads alone. */
import type { ByteString } from '../../../core/index.ts';
import { duration, name, size, type Table, uint, yesNo } from '../../table/index.ts';

export interface ClusterResource {
  /** Its keys in etcd stand below this name. */
  readonly name: ByteString;
  /** So long the others wait for a node that is not heard any more. */
  readonly leaseSeconds: number;
  /** So many standbys confirm each commit; 0: none is waited for. */
  readonly synchronousStandbys: number;
  /** Without synchronous standbys: who lacks more of the Catalog is not elected. */
  readonly maximumLagBytes: number;
  /** A leader whose members all confirm it carries on while etcd is away. */
  readonly failsafe: boolean;
}

const MEGABYTE = 1_048_576;

export const clusterTable: Table<ClusterResource> = {
  name: name('Name', { required: true }),
  leaseSeconds: duration('Lease', 3),
  synchronousStandbys: uint('SynchronousStandbys', 1),
  maximumLagBytes: size('MaximumLag', 16 * MEGABYTE),
  failsafe: yesNo('Failsafe', true),
};
