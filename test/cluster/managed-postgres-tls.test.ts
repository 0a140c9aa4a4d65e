/** PostgreSQLs of a cluster that have certificates: nothing crosses the network in the clear, and what is renewed is taken. */
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import test from 'ava';
import pg from 'pg';
import { openCatalog } from '../../src/catalog/index.ts';
import { currentTlsFiles, Secret } from '../../src/core/index.ts';
import { openManagedPostgres, UpstreamTlsError } from '../../src/replication/index.ts';
import { type Authority, type Certificate, makeAuthority } from '../support/certificates.ts';
import { type ManagedMember, openMembers } from '../support/managed.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const never = new AbortController().signal;
const HERE = { addresses: ['127.0.0.1'] };

async function put({ certificateFile, keyFile }: Certificate, ca: string, folder: string): Promise<void> {
  await copyFile(ca, join(folder, 'ca.pem'));
  await copyFile(keyFile, join(folder, 'key.pem'));
  await copyFile(certificateFile, join(folder, 'certificate.pem'));
}

const pathsIn = (folder: string) => ({
  ca: join(folder, 'ca.pem'),
  certificate: join(folder, 'certificate.pem'),
  key: join(folder, 'key.pem'),
});

/** The number of the certificate that a PostgreSQL shows now. */
async function serialAt({ host, port }: { host: string; port: number }): Promise<string | undefined> {
  const client = new pg.Client({ ...{ host, port, user: 'x', database: 'x' }, ssl: { rejectUnauthorized: false } });
  client.on('error', () => {});
  let serial: string | undefined;
  // It is asked for a login that does not exist: TLS comes first.
  client.connection.once('sslconnect', () => {
    const socket = client.connection.stream as TLSSocket;
    socket.once('secureConnect', () => {
      serial = socket.getPeerCertificate().serialNumber;
    });
  });
  await client.connect().catch(() => {});
  await client.end().catch(() => {});
  return serial;
}

test('certificates are demanded, verified, told about, and renewed without a restart', async (t) => {
  await using folder = await makeTempDir('managed-tls');
  await using stack = new AsyncDisposableStack();
  const [authority, stranger]: Authority[] = [stack.use(await makeAuthority()), stack.use(await makeAuthority())];
  if (authority === undefined || stranger === undefined) return t.fail();
  const first = await authority.issue('node', HERE);
  await put(first, authority.caFile, folder.path);
  await using stage = await openMembers(['a', 'b'], () => pathsIn(folder.path));
  const [a, b] = stage.members as [ManagedMember, ManagedMember];
  await a.instance.bootstrap(never);
  await b.instance.clone(a.upstream, never);
  await until(async () => (await b.instance.facts()).streaming, { what: 'b to stream' });

  const [walk] = await a.ask(
    `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_replication USING (pid) WHERE application_name = 'b'`,
  );
  t.true(walk?.ssl);
  await a.ask(`CREATE ROLE bacula LOGIN PASSWORD 'catalog secret'`);
  await a.ask(`CREATE DATABASE other OWNER bacula ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
  const director = (ca: string | undefined, mode: 'verify-full' | 'require' = 'verify-full') =>
    openCatalog({
      ...{ host: a.upstream.host, port: a.upstream.port, database: 'other', user: 'bacula' },
      ...{ password: new Secret('catalog secret'), outageLimitMs: 1 },
      ...(ca !== undefined && { tls: () => ({ mode, material: files(ca)() }) }),
    });
  const files = (ca: string) => currentTlsFiles({ ca });
  await (await director(authority.caFile))[Symbol.asyncDispose]();
  const says = async (what: RegExp, opening: Promise<unknown>) => t.regex(String(await t.throwsAsync(opening)), what);
  await says(/refuses the login: no pg_hba.conf entry .*no encryption/, director(undefined));
  await says(/nobody whom this node trusts has signed its certificate/, director(stranger.caFile));
  await says(/TLS_FILE|cannot read/, director('/nowhere'));

  // Renewed: first half of it, which changes nothing, then all of it.
  const shown = await serialAt(a.upstream);
  t.truthy(shown);
  const next = await authority.issue('node', HERE);
  await copyFile(next.certificateFile, join(folder.path, 'certificate.pem'));
  await t.throwsAsync(a.instance.renewTls(), { code: 'TLS_FILE' });
  t.is(await serialAt(a.upstream), shown);
  await put(next, authority.caFile, folder.path);
  t.true(await a.instance.renewTls());
  t.false(await a.instance.renewTls());
  await until(async () => (await serialAt(a.upstream)) !== shown, { what: 'the new certificate' });
  t.true((await b.instance.facts()).streaming);

  // What is wrong with a primary's certificate is told by whom it keeps from following.
  const wrong = async (certificate: Certificate, what: RegExp) => {
    const before = await serialAt(a.upstream);
    await put(certificate, authority.caFile, folder.path);
    t.true(await a.instance.renewTls());
    await until(async () => (await serialAt(a.upstream)) !== before, { what: 'the wrong certificate' });
    const error = await t.throwsAsync(b.instance.follow(a.upstream, never), { instanceOf: UpstreamTlsError });
    t.regex(error.message, what);
    await says(what, director(authority.caFile));
  };
  await wrong(await authority.issue('node', { ...HERE, days: -1 }), /its certificate has expired/);
  await wrong(await authority.issue('node', { commonName: 'elsewhere.example' }), /is for another host/);
  // Who demands no more than encryption, or an authority, is not kept away by a name.
  await (await director(authority.caFile, 'require'))[Symbol.asyncDispose]();
  await wrong(await stranger.issue('node', HERE), /nobody whom this node trusts/);

  await chmod(join(folder.path, 'key.pem'), 0o644);
  const options = { ...{ member: 'c', directory: join(folder.path, 'c'), host: '127.0.0.1', port: 1 } };
  const secret = new Secret('x');
  const login = { user: 'bacula', password: secret, database: 'bacula' };
  const opened = openManagedPostgres({ ...options, replicationPassword: secret, login, tls: pathsIn(folder.path) });
  await says(/key.pem is open to everybody/, opened);
});
