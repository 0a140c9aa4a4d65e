import test from 'ava';
import { understudyDialect } from '../../../src/config/languages/understudy.ts';
import { parseText } from '../../../src/config/load.ts';

const parsed = (text: string) => parseText(understudyDialect, text, 'understudy.conf');
const messages = (text: string): string[] => parsed(text).problems.map(({ line, message }) => `${line}: ${message}`);

const CLUSTER = 'Cluster { Name = site-a }\n';
const NODE = 'Node { Name = n1; Address = 10.0.0.1; Replication Password File = /etc/understudy/replication }\n';
const ETCD = 'Etcd { Endpoint = "http://10.0.0.1:2379", "http://10.0.0.2:2379"\n }\n';

test('a node of a cluster is told by three resources, and most of it has a default', (t) => {
  const { config, problems, warnings } = parsed(CLUSTER + NODE + ETCD);
  t.deepEqual([...problems, ...warnings], []);
  t.deepEqual(config?.cluster, {
    ...{ name: 'site-a', leaseSeconds: 3, synchronousStandbys: 1 },
    ...{ maximumLagBytes: 16_777_216, failsafe: true },
  });
  t.like(config?.node, {
    name: 'n1',
    address: '10.0.0.1',
    catalog: true,
    director: true,
    catalogPort: 5433,
    priority: 1,
  });
  t.like(config?.etcd, { endpoints: ['http://10.0.0.1:2379', 'http://10.0.0.2:2379'], prefix: '/understudy/' });
});

test('without a cluster there is none of the three', (t) => {
  const { config } = parsed('Api { Port = 9181 }\n');
  t.like(config, { cluster: undefined, node: undefined, etcd: undefined });
});

test('a Catalog node has no Director, and a Director node may have no Catalog', (t) => {
  t.deepEqual(messages(`${CLUSTER}Node { Name = d1; Address = 10.0.0.4; Catalog = no }\n${ETCD}`), []);
  t.deepEqual(messages(CLUSTER + NODE.replace(' }', '; Director = no }') + ETCD), []);
  t.deepEqual(messages(`${CLUSTER}Node { Name = d1; Address = 10.0.0.4; Catalog = no; Director = no }\n${ETCD}`), [
    '2: This node has neither a Director nor a Catalog: it would do nothing',
  ]);
});

test('a cluster without its node and its etcd is refused, and they without it', (t) => {
  t.deepEqual(messages(CLUSTER), [
    '1: Cluster needs a Node resource beside it',
    '1: Cluster needs an Etcd resource beside it',
  ]);
  t.deepEqual(messages(NODE + ETCD), [
    '1: Node needs a Cluster resource beside it',
    '2: Etcd needs a Cluster resource beside it',
  ]);
  t.deepEqual(messages(`${CLUSTER}Cluster { Name = site-b }\n${NODE}${NODE}${ETCD}`), [
    '2: Only one Cluster resource is permitted',
    '4: A second Node is named "n1"',
  ]);
});

test('all mistakes of a node are told at once, each with what helps', (t) => {
  const text = `Cluster {
  Name = site-a
  Lease = 1 second
}
Node {
  Name = "node one"
  Address = 0.0.0.0
  Catalog Port = 9180
}
Etcd {
  Endpoint = "https://10.0.0.1:2379", "10.0.0.2:2379", "https://10.0.0.1:2379"
  User = understudy
  TLS Key = /etc/understudy/key.pem
  Prefix = understudy
}
Catalog { Mode = Embedded }
`;
  t.deepEqual(messages(text), [
    '3: A Lease of 1 s is too short: etcd grants none below 2 s',
    '5: A Node with a Catalog needs ReplicationPasswordFile',
    '6: "node one" is no name for a node',
    '7: Nobody can reach a node at 0.0.0.0',
    '8: CatalogPort and HealthPort are both 9180',
    '11: "10.0.0.2:2379" is no endpoint of etcd',
    '11: Endpoint https://10.0.0.1:2379 is named twice',
    '12: Etcd needs PasswordFile beside it',
    '14: Prefix begins with no slash',
    '16: Mode = Embedded is of a Director that leads alone',
  ]);
  t.true(parsed(text).problems.every(({ hint, expected }) => (hint ?? expected) !== undefined));
});

test('TLS towards etcd is whole or refused', (t) => {
  const etcd = (rest: string) => messages(`${CLUSTER}${NODE}Etcd {\n${rest}\n}\n`);
  t.deepEqual(etcd('Endpoint = "https://10.0.0.1:2379"'), ['4: https needs TlsCaCertificateFile in Etcd']);
  t.deepEqual(etcd('Endpoint = "https://a:2379"\n TLS CA Certificate File = /ca.pem'), []);
  t.deepEqual(etcd('Endpoint = "https://a:2379"\n TLS CA Certificate File = /ca.pem\n TLS Certificate = /c.pem'), [
    '6: Etcd needs TlsKey beside it',
  ]);
  t.deepEqual(etcd('Endpoint = "http://a:2379"\n TLS CA Certificate File = /ca.pem'), [
    '4: Etcd has TLS files and endpoints without TLS',
  ]);
  t.deepEqual(etcd('Endpoint = "http://a:2379", "https://b:2379"'), ['4: Some endpoints are https and some http']);
  t.deepEqual(etcd(''), ['3: Etcd names no Endpoint']);
});

test('what will hardly be meant is a warning', (t) => {
  const warnings = (text: string) => parsed(text).warnings.map(({ message }) => message);
  t.deepEqual(warnings(CLUSTER + NODE.replace('10.0.0.1', '127.0.0.1') + ETCD), [
    '127.0.0.1 is reached from this machine alone',
  ]);
  t.deepEqual(warnings(CLUSTER.replace('site-a', 'site-a; Lease = 3 m') + NODE + ETCD), [
    'With a Lease of 7776000 s nothing is backed up for so long after a node has fallen',
  ]);
  t.deepEqual(warnings(CLUSTER + NODE + ETCD.replace('Etcd {', 'Etcd { User = u; Password File = /p;')), [
    'The password for etcd crosses the network in the clear',
  ]);
});
