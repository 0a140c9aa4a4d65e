/** understudy.conf: the node's own part. Every resource may be left out; Cluster, Node and Etcd go together. */
import { checkCluster } from '../checks/cluster.ts';
import { checkReplication } from '../checks/replication.ts';
import type { UnderstudyConfig } from '../configurations.ts';
import { Language, resourceType } from '../language/language.ts';
import { byName, theOneOrNone, theOptional } from '../link/link.ts';
import { type ApiResource, apiTable } from '../resources/understudy/api.ts';
import { type CatalogServerResource, catalogServerTable } from '../resources/understudy/catalog.ts';
import { type ClusterResource, clusterTable } from '../resources/understudy/cluster.ts';
import { type EtcdResource, etcdTable } from '../resources/understudy/etcd.ts';
import { type NodeResource, nodeTable } from '../resources/understudy/node.ts';
import {
  type DaemonFileResource,
  daemonFileTable,
  type PeerResource,
  peerTable,
  type ReplicationResource,
  replicationTable,
} from '../resources/understudy/replication.ts';
import type { Dialect } from './dialect.ts';

const API = resourceType('Api', apiTable);
const CATALOG = resourceType('Catalog', catalogServerTable);
const CLUSTER = resourceType('Cluster', clusterTable);
const NODE = resourceType('Node', nodeTable);
const ETCD = resourceType('Etcd', etcdTable);
const REPLICATION = resourceType('Replication', replicationTable);
const PEER = resourceType('Peer', peerTable);
const DAEMON_FILE = resourceType('DaemonFile', daemonFileTable);

export const understudyDialect: Dialect<UnderstudyConfig> = {
  kind: 'understudy',
  language: new Language('an understudy file', [API, CATALOG, CLUSTER, NODE, ETCD, REPLICATION, PEER, DAEMON_FILE]),
  assemble(index, _file, report) {
    checkCluster(index, report);
    checkReplication(index, report);
    return {
      api: theOptional<ApiResource>(index, API, report),
      catalog: theOptional<CatalogServerResource>(index, CATALOG, report),
      cluster: theOneOrNone<ClusterResource>(index, CLUSTER, report),
      node: theOneOrNone<NodeResource>(index, NODE, report),
      etcd: theOneOrNone<EtcdResource>(index, ETCD, report),
      replication: theOneOrNone<ReplicationResource>(index, REPLICATION, report),
      peers: byName<PeerResource>(index, 'Peer'),
      daemonFiles: byName<DaemonFileResource>(index, 'DaemonFile'),
    };
  },
};
