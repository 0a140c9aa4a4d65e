import test from 'ava';
import { understudyDialect } from '../../../src/config/languages/understudy.ts';
import { parseText } from '../../../src/config/load.ts';

const parseUnderstudyConfig = (text: string) => parseText(understudyDialect, text, 'understudy.conf');
const around = (more: string): string => `
Cluster { Name = site }
Node {
  Name = n1; Address = 10.0.0.1; Catalog = no
  ${more}
}
Etcd {
  Endpoint = "http://10.0.0.1:2379"
}
`;
const problems = (more: string) => parseUnderstudyConfig(around(more)).problems.map(({ message }) => message);

test('what goes along with a role is read, and left out it is nothing', (t) => {
  const { config } = parseUnderstudyConfig(
    around(`
  On Catalog Leader = "/usr/local/bin/tell leader"
  Virtual Address = "10.0.0.9/24"
  Virtual Address Device = eth0
  Watchdog Device = /dev/watchdog
  Tags = "rack-1", "spare"`),
  );
  t.like(config?.node, {
    ...{ onCatalogLeader: '/usr/local/bin/tell leader', onFenced: undefined, hookTimeoutSeconds: 30 },
    ...{ virtualAddress: '10.0.0.9/24', virtualAddressFollows: 'director', watchdogDevice: '/dev/watchdog' },
  });
  t.deepEqual(config?.node?.tags, ['rack-1', 'spare']);
  t.deepEqual(problems(''), []);
});

const wrong: readonly (readonly [string, RegExp])[] = [
  ['Virtual Address = "10.0.0.9"; Virtual Address Device = eth0', /no address with the length of its network/],
  ['Virtual Address = "10.0.0.9/33"; Virtual Address Device = eth0', /no address with the length/],
  ['Virtual Address = "10.0.0.9/24"', /needs VirtualAddressDevice beside it/],
  ['Virtual Address Device = eth0', /needs VirtualAddress beside it/],
  ['Virtual Address = "10.0.0.9/24"; Virtual Address Device = "a/b"', /is no network device/],
  ['Health Tls Key = /a', /needs HealthTlsCertificate beside it/],
];
for (const [text, sentence] of wrong) {
  test(`told with its place: ${text}`, (t) => t.regex(problems(text).join('\n'), sentence));
}
