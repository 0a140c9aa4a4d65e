/** How a node reaches its etcd: whether what is said of it fits together. */
import type { Place } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { Indexed } from '../link/resource-index.ts';
import type { EtcdResource } from '../resources/understudy/etcd.ts';

const EXPECTED = '`https://host:2379` or `http://host:2379`, in quotes';

export function checkEtcd({ object, raw }: Indexed, report: Report): void {
  const etcd = object as unknown as EtcdResource;
  const at = (key: keyof EtcdResource): Place => raw.mentioned.get(key) ?? raw.nameAt;
  const encrypted = checkEndpoints(etcd.endpoints, at('endpoints'), report);
  if (encrypted !== undefined) checkTls(etcd, encrypted, at, report);
  checkLogin(etcd, encrypted === true, at, report);
  if (!etcd.prefix.startsWith('/')) {
    report({ ...at('prefix'), message: 'Prefix begins with no slash', expected: 'a text such as `/understudy/`' });
  }
}

/** @returns whether TLS is spoken; undefined where that cannot be told */
function checkEndpoints(endpoints: readonly string[], at: Place, report: Report): boolean | undefined {
  if (endpoints.length === 0) {
    const hint = 'Name each member of etcd: Endpoint = "https://10.0.0.1:2379", "https://10.0.0.2:2379"';
    report({ ...at, message: 'Etcd names no Endpoint', expected: EXPECTED, hint });
    return undefined;
  }
  const wrong = endpoints.filter((endpoint) => !isEndpoint(endpoint));
  for (const endpoint of wrong) {
    report({ ...at, message: `${JSON.stringify(endpoint)} is no endpoint of etcd`, expected: EXPECTED });
  }
  for (const endpoint of endpoints.filter((one, index) => endpoints.indexOf(one) !== index)) {
    report({ ...at, message: `Endpoint ${endpoint} is named twice`, hint: 'Name each member of etcd once' });
  }
  const encrypted = endpoints.filter((endpoint) => endpoint.startsWith('https:')).length;
  if (wrong.length > 0) return undefined;
  if (encrypted > 0 && encrypted < endpoints.length) {
    report({
      ...at,
      message: 'Some endpoints are https and some http',
      hint: 'A member in the clear betrays the others',
    });
    return undefined;
  }
  return encrypted > 0;
}

function isEndpoint(text: string): boolean {
  if (!/^https?:\/\/[^/]+\/?$/.test(text)) return false;
  const { hostname, port, username, search } = URL.parse(text) ?? {};
  return hostname !== undefined && hostname !== '' && port !== '' && username === '' && search === '';
}

type At = (key: keyof EtcdResource) => Place;

function checkTls(etcd: EtcdResource, encrypted: boolean, at: At, report: Report): void {
  const { tlsCaCertificateFile, tlsCertificate, tlsKey } = etcd;
  if (encrypted && tlsCaCertificateFile === undefined) {
    const hint = 'Without it anybody could pass for etcd';
    report({ ...at('endpoints'), message: 'https needs TlsCaCertificateFile in Etcd', hint });
  }
  if (!encrypted && (tlsCaCertificateFile ?? tlsCertificate ?? tlsKey) !== undefined) {
    report({ ...at('endpoints'), message: 'Etcd has TLS files and endpoints without TLS', hint: 'Write https://' });
  }
  if ((tlsCertificate === undefined) !== (tlsKey === undefined)) {
    const [there, missing] =
      tlsKey === undefined ? (['tlsCertificate', 'TlsKey'] as const) : (['tlsKey', 'TlsCertificate'] as const);
    report({ ...at(there), message: `Etcd needs ${missing} beside it`, hint: 'A certificate and its key go together' });
  }
}

function checkLogin({ user, passwordFile }: EtcdResource, encrypted: boolean, at: At, report: Report): void {
  if ((user === undefined) !== (passwordFile === undefined)) {
    const [there, missing] =
      user === undefined ? (['passwordFile', 'User'] as const) : (['user', 'PasswordFile'] as const);
    report({ ...at(there), message: `Etcd needs ${missing} beside it`, hint: 'A user and a password go together' });
  } else if (user !== undefined && !encrypted) {
    const message = 'The password for etcd crosses the network in the clear';
    report({ ...at('user'), severity: 'warning', message, hint: 'Give etcd certificates, and write https://' });
  }
}
