import test from 'ava';
import { understudyDialect } from '../../../src/config/languages/understudy.ts';
import { parseText } from '../../../src/config/load.ts';

const CLUSTER = `Cluster { Name = site-a }
Node { Name = n1; Address = 10.0.0.1 }
Etcd {
  Endpoint = "http://10.0.0.1:2379"
}
`;
const parsed = (catalog: string, rest = CLUSTER) =>
  parseText(understudyDialect, `${rest}Catalog {\n${catalog}\n}\n`, 'understudy.conf');
const messages = (catalog: string, rest = CLUSTER) => parsed(catalog, rest).problems.map(({ message }) => message);

test('a cluster over a Catalog of somebody else needs no PostgreSQL of its own, and no password for one', (t) => {
  t.deepEqual(messages('Mode = External'), []);
  const { config, problems } = parsed(
    'Mode = Patroni\nPatroni Address = "10.0.0.5:8008", https://pg6\nPatroni TLS CA Certificate File = /ca.pem',
  );
  t.deepEqual(problems, []);
  t.like(config?.catalog, {
    mode: 'patroni',
    patroniAddresses: ['10.0.0.5:8008', 'https://pg6'],
    journalsUntil: 'standby',
  });
  t.deepEqual(messages('Mode = Managed'), ['A Node with a Catalog needs ReplicationPasswordFile']);
});

test('what does not fit together is refused', (t) => {
  t.deepEqual(messages('Mode = Embedded\n Journals Until = Commit').slice(-1), [
    'Mode = Embedded is of a Director that leads alone',
  ]);
  t.deepEqual(messages('Mode = Patroni'), ['Mode = Patroni needs PatroniAddress']);
  t.deepEqual(messages('Mode = External\nPatroni Address = pg1'), ['PatroniAddress needs Mode = Patroni beside it']);
  t.deepEqual(messages('Mode = Patroni\nPatroni Address = "http://pg1/x", "pg 2"'), [
    '"http://pg1/x" is no address of Patroni',
    '"pg 2" is no address of Patroni',
  ]);
  t.deepEqual(messages('Mode = Patroni\nPatroni Address = "https://pg1"\nPatroni TLS Key = /k.pem'), [
    'https needs PatroniTlsCaCertificateFile',
    'PatroniTlsCertificate and PatroniTlsKey go together',
  ]);
  t.deepEqual(messages('Mode = Patroni\nPatroni Address = pg1', ''), ['Mode = Patroni is of a cluster']);
  const carries = CLUSTER.replace('10.0.0.1 }', '10.0.0.1; Catalog = yes }');
  t.deepEqual(messages('Mode = External', carries), ['Somebody else looks after the Catalog: this node carries none']);
});
