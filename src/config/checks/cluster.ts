/** What the resources of understudy.conf must be together, where the node belongs to a cluster. */
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { Indexed, ResourceIndex } from '../link/resource-index.ts';
import type { ApiResource } from '../resources/understudy/api.ts';
import type { ClusterResource } from '../resources/understudy/cluster.ts';
import type { NodeResource } from '../resources/understudy/node.ts';
import { checkCatalogMode, followsCatalog } from './catalog-mode.ts';
import { checkEtcd } from './etcd.ts';
import { checkNodeTls } from './node-tls.ts';
import { checkSurroundings } from './surroundings.ts';

/** etcd counts in seconds, and grants no lease of less than two. */
const LEASE_SECONDS_MIN = 2;
const LEASE_SECONDS_LONG = 60;
/** It becomes a part of a slot's name in PostgreSQL, which has 63 bytes. */
const NODE_NAME = /^[A-Za-z0-9_-]{1,40}$/;
const EVERYWHERE = /^(\*|0\.0\.0\.0|::)$/;
const HERE_ALONE = /^(127\.|::1$|localhost$)/i;

export function checkCluster(index: ResourceIndex, report: Report): void {
  const [cluster, node, etcd, catalog, api] = ['Cluster', 'Node', 'Etcd', 'Catalog', 'Api'].map(
    (kind) => [...index.of(kind).values()][0],
  );
  checkTogether({ cluster, node, etcd }, report);
  if (cluster !== undefined) checkLease(cluster, report);
  if (etcd !== undefined) checkEtcd(etcd, report);
  if (node !== undefined) {
    checkNode(node, followsCatalog(catalog), report);
    checkPorts(node, api, report);
    checkSurroundings(node, report);
    checkNodeTls(node, report);
  }
  if (catalog !== undefined) checkCatalogMode(catalog, { cluster, node }, report);
}

type Three = Readonly<Record<'cluster' | 'node' | 'etcd', Indexed | undefined>>;

function checkTogether({ cluster, node, etcd }: Three, report: Report): void {
  const missing = (there: RawResource, kind: string, hint: string): void =>
    report({ ...there.at, message: `${there.type.word} needs ${kind} resource beside it`, hint });
  if (cluster !== undefined) {
    const hint = 'docs/user-guide.md shows the understudy.conf of three nodes';
    if (node === undefined) missing(cluster.raw, 'a Node', hint);
    if (etcd === undefined) missing(cluster.raw, 'an Etcd', hint);
    return;
  }
  for (const alone of [node, etcd]) {
    if (alone !== undefined) missing(alone.raw, 'a Cluster', 'Without one this Director leads by itself: take it out');
  }
}

function checkLease({ object, raw }: Indexed, report: Report): void {
  const { leaseSeconds } = object as unknown as ClusterResource;
  const at = raw.mentioned.get('leaseSeconds') ?? raw.nameAt;
  if (leaseSeconds < LEASE_SECONDS_MIN) {
    const hint = 'A fallen node is replaced within seconds with the default, 3 seconds';
    report({ ...at, message: `A Lease of ${leaseSeconds} s is too short: etcd grants none below 2 s`, hint });
  } else if (leaseSeconds > LEASE_SECONDS_LONG) {
    const message = `With a Lease of ${leaseSeconds} s nothing is backed up for so long after a node has fallen`;
    report({ ...at, severity: 'warning', message, hint: '`m` alone is a month; write `3 seconds`' });
  }
}

function checkNode({ object, raw }: Indexed, follows: boolean, report: Report): void {
  const node = object as unknown as NodeResource;
  const at = (key: keyof NodeResource) => raw.mentioned.get(key) ?? raw.nameAt;
  if (node.name !== undefined && !NODE_NAME.test(node.name)) {
    const expected = 'up to 40 letters, digits, `-` and `_`';
    report({ ...at('name'), message: `${JSON.stringify(node.name)} is no name for a node`, expected });
  }
  if (EVERYWHERE.test(node.address ?? '')) {
    const hint = 'Address is where the others reach this node; Catalog Listen Address = "*" is where it may listen';
    report({ ...at('address'), message: `Nobody can reach a node at ${node.address}`, hint });
  } else if (HERE_ALONE.test(node.address ?? '')) {
    const message = `${node.address} is reached from this machine alone`;
    report({ ...at('address'), severity: 'warning', message, hint: 'Name an address that the other nodes reach' });
  }
  if (!node.director && (follows || !node.catalog)) {
    const message = 'This node has neither a Director nor a Catalog: it would do nothing';
    report({ ...at('director'), message, hint: 'Take Director = no or Catalog = no out' });
  }
  if (node.catalog && !follows && node.replicationPasswordFile === undefined) {
    const hint = 'The first line of that file is the password with which standbys follow, the same on all nodes';
    report({ ...raw.at, message: 'A Node with a Catalog needs ReplicationPasswordFile', hint });
  }
}

/** Two of ours at one port: found before one of them fails to listen. */
function checkPorts({ object, raw }: Indexed, api: Indexed | undefined, report: Report): void {
  const { catalog, catalogPort, healthPort } = object as unknown as NodeResource;
  const at = raw.mentioned.get('healthPort') ?? raw.mentioned.get('catalogPort') ?? raw.nameAt;
  for (const [what, port] of Object.entries({ CatalogPort: catalogPort, HealthPort: healthPort })) {
    if (port <= 65_535 && (port > 0 || what === 'HealthPort')) continue;
    report({ ...at, message: `${port} is no port for ${what}`, expected: '1 to 65535' });
  }
  if (catalog && catalogPort === healthPort) {
    report({ ...at, message: `CatalogPort and HealthPort are both ${healthPort}`, hint: 'Give one of them another' });
  }
  const { port, token, tokenFile } = (api?.object ?? {}) as Partial<ApiResource>;
  if ((token !== undefined || tokenFile !== undefined) && port === healthPort) {
    report({ ...at, message: `Port of Api and HealthPort are both ${port}`, hint: 'Give one of them another' });
  }
}
