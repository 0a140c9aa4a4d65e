/** A real etcd with TLS, certificates of its clients, users and tokens: what is wrong is told in words, and what is renewed is taken. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { main } from '../../src/cli/main.ts';
import { type AppError, Secret } from '../../src/core/index.ts';
import { type Dcs, DcsRefusedError, type EtcdOptions, openEtcdDcs } from '../../src/ha/index.ts';
import { type Authority, type Certificate, makeAuthority } from '../support/certificates.ts';
import { ClusterNode } from '../support/cluster-node.ts';
import { SHARED_CATALOG } from '../support/cluster-stage.ts';
import { type EtcdCluster, startEtcd } from '../support/etcd.ts';
import type { FileDaemon, StorageDaemon } from '../support/genuine.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import { fakeTerminal } from '../unit/cli/fake-terminal.ts';

const HERE = { addresses: ['127.0.0.1'] };
const PREFIX = '/understudy/stage/';
/** Simple tokens that are not used end behind so many seconds. */
const TOKEN_SECONDS = 1;

interface Stage {
  readonly directory: string;
  readonly authority: Authority;
  readonly stranger: Authority;
  readonly etcd: EtcdCluster;
  /** What etcd shows; read again at each handshake. */
  readonly server: Certificate;
  readonly client: Certificate;
  readonly passwordFile: string;
}

const stack = new AsyncDisposableStack();
let stage: Stage;

test.before(async () => {
  const directory = stack.use(await makeTempDir('etcd-security')).path;
  const [authority, stranger] = await Promise.all([makeAuthority(), makeAuthority()]);
  stack.use(authority);
  stack.use(stranger);
  const [server, client] = [await authority.issue('server', HERE), await authority.issue('client')];
  const options = ['--auth-token-ttl', String(TOKEN_SECONDS)];
  const etcd = stack.use(await startEtcd(1, { certificate: server, clientAuthority: authority.caFile, options }));
  const passwordFile = join(directory, 'etcd-password');
  await writeFile(passwordFile, 'etcd secret\n', { mode: 0o600 });
  stage = { directory, authority, stranger, etcd, server, client, passwordFile };
  const ctl = (...args: string[]) =>
    run(
      ['etcdctl', ...['--endpoints', etcd.endpoints[0] as string, '--cacert', authority.caFile], ...certified, ...args],
      {
        env: { ...process.env, ETCDCTL_API: '3' },
      },
    );
  const certified = ['--cert', client.certificateFile, '--key', client.keyFile];
  await ctl('user', 'add', 'root:root secret');
  await ctl('user', 'grant-role', 'root', 'root');
  await ctl('role', 'add', 'cluster');
  // No more than the cluster's own keys.
  await ctl('role', 'grant-permission', 'cluster', '--prefix=true', 'readwrite', PREFIX);
  await ctl('role', 'add', 'reader');
  await ctl('role', 'grant-permission', 'reader', '--prefix=true', 'read', PREFIX);
  for (const [user, role] of [
    ['node', 'cluster'],
    ['reader', 'reader'],
    ['nobody', undefined],
  ] as const) {
    await ctl('user', 'add', `${user}:etcd secret`);
    if (role !== undefined) await ctl('user', 'grant-role', user, role);
  }
  await ctl('auth', 'enable');
});
test.after.always(() => stack.disposeAsync());

const directives = (over: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> => ({
  'TLS CA Certificate File': stage.authority.caFile,
  'TLS Certificate': stage.client.certificateFile,
  'TLS Key': stage.client.keyFile,
  User: 'node',
  'Password File': stage.passwordFile,
  ...over,
});

/** `understudy VERB` with an Etcd resource like this. */
async function ask(verb: string, over: Readonly<Record<string, string | undefined>> = {}) {
  const file = join(stage.directory, 'asking.conf');
  const lines = Object.entries(directives(over)).filter(([, value]) => value !== undefined);
  await writeFile(
    file,
    `Cluster { Name = stage }
     Node { Name = n1; Address = 10.0.0.1; Catalog = no }
     Etcd { Endpoint = "${stage.etcd.endpoints[0]}"\n ${lines.map(([name, value]) => `${name} = "${value}"`).join('\n ')} }\n`,
  );
  const terminal = fakeTerminal();
  const code = await main([verb, '-n', file], terminal);
  return { code, text: `${terminal.notes()}${terminal.output()}` };
}

async function open(over: Partial<EtcdOptions> = {}): Promise<Dcs> {
  const { authority, client, etcd } = stage;
  const tls = { ca: authority.caFile, certificate: client.certificateFile, key: client.keyFile };
  const login = { user: 'node', password: new Secret('etcd secret') };
  return openEtcdDcs({ endpoints: etcd.endpoints, prefix: PREFIX, tls, login, callMs: 5_000, ...over });
}

/** etcd shows this one from the next handshake on. */
async function show(certificate: Certificate): Promise<void> {
  await copyFile(certificate.keyFile, stage.server.keyFile);
  await copyFile(certificate.certificateFile, stage.server.certificateFile);
}

test.serial('an operator is told what is wrong with a certificate, a password or a right', async (t) => {
  const { authority, stranger, directory } = stage;
  const says = async (what: RegExp, over?: Readonly<Record<string, string | undefined>>, verb = 'cluster') => {
    const { code, text } = await ask(verb, over);
    t.is(code, 4, text);
    t.regex(text, what);
    t.notRegex(text, /etcd secret/);
  };
  // What it would be, were nothing wrong.
  t.regex((await ask('cluster')).text, /HA_NO_CLUSTER/);

  await says(/nobody in .*ca.pem has signed its certificate.*TLS CA Certificate File.*HA_DCS_CERTIFICATE/s, {
    'TLS CA Certificate File': stranger.caFile,
  });
  const none = { 'TLS Certificate': undefined, 'TLS Key': undefined };
  await says(/asks for a certificate, and this node shows none.*HA_DCS_CERTIFICATE/s, none);
  const [foreign, ended] = [await stranger.issue('client'), await authority.issue('client', { days: -1 })];
  const showing = ({ certificateFile, keyFile }: Certificate) => ({
    'TLS Certificate': certificateFile,
    'TLS Key': keyFile,
  });
  await says(/does not accept .*client.pem, signed by CN=/, showing(foreign));
  await says(/the certificate of this node, .*, has ended/, showing(ended), 'pause');

  await says(/does not know user node, or not by this password.*HA_DCS_REFUSED/s, {
    'Password File': await wrongPassword(directory),
  });
  await says(/user nobody has no right to the keys below \/understudy\/stage\/.*grant-permission/s, { User: 'nobody' });
  await using reader = await open({ login: { user: 'reader', password: new Secret('etcd secret') } });
  t.is((await reader.read()).entries.size, 0);
  const write = { when: [], writes: [{ key: 'a', value: '1' }] };
  const refused = await t.throwsAsync(reader.change(write), { instanceOf: DcsRefusedError });
  t.regex(refused.message, /user reader has no right/);

  const broken = await ask('cluster', { 'TLS Key': foreign.keyFile });
  t.is(broken.code, 1, broken.text);
  t.regex(broken.text, /does not fit the certificate.*TLS_FILE/s);
  t.regex((await ask('cluster', { 'TLS Key': '/nowhere' })).text, /cannot read \/nowhere \(ENOENT\).*TLS_FILE/s);

  const own = { certificateFile: join(directory, 'own.pem'), keyFile: join(directory, 'own.key') };
  await copyFile(stage.server.certificateFile, own.certificateFile);
  await copyFile(stage.server.keyFile, own.keyFile);
  try {
    await show(await authority.issue('server', { ...HERE, days: -1 }));
    await says(/its certificate has expired.*clocks/s);
    await show(await authority.issue('server', { commonName: 'elsewhere.example' }));
    await says(/its certificate is for another host \(.*127.0.0.1/s);
  } finally {
    await show(own);
  }
});

/** Named in a configuration, and never asked. */
const daemon = (name: string) => {
  const facts = { name, port: 1, password: 'x', deviceName: 'd', mediaType: 'File', devices: ['d'], tls: 'none' };
  return facts as unknown as FileDaemon & StorageDaemon;
};

async function wrongPassword(directory: string): Promise<string> {
  const file = join(directory, 'wrong-password');
  await writeFile(file, 'no such secret\n', { mode: 0o600 });
  return file;
}

test.serial(
  'a token that has ended, or that a member has forgotten, is replaced without anybody noticing',
  async (t) => {
    let hints = 0;
    await using dcs = await open();
    using _watch = dcs.watch(() => {
      hints += 1;
    });
    const lease = await dcs.grant(60_000);
    // Nothing is asked for longer than a token lives.
    await new Promise((resolve) => setTimeout(resolve, TOKEN_SECONDS * 1_000 + 1_500));
    t.true(await dcs.renew(lease));
    await dcs.change({ when: [], writes: [{ key: 'a', value: '1', lease }] });
    t.is((await dcs.read()).entries.get('a')?.value, '1');

    const [member] = stage.etcd.members;
    await member?.kill('SIGKILL');
    await until(async () => !(await dcs.read().catch(() => undefined)), { what: 'etcd to be away' });
    await member?.start();
    await until(async () => (await dcs.read().catch(() => undefined)) !== undefined, { what: 'etcd to answer again' });
    const before = hints;
    // The watch was refused with the old token, and is put up again.
    const heard = async (): Promise<boolean> => {
      await dcs.change({ when: [], writes: [{ key: 'b', value: `${before}` }] });
      return hints > before + 1;
    };
    await until(heard, { what: 'the watch to be heard again' });
    t.pass();
  },
);

test.serial('what is renewed on disk is taken while it runs, and half of it breaks nothing', async (t) => {
  const { authority, directory, client } = stage;
  const [certificate, key] = [join(directory, 'client.pem'), join(directory, 'client.key')];
  const put = async (one: Certificate): Promise<void> => {
    await copyFile(one.keyFile, key);
    await copyFile(one.certificateFile, certificate);
  };
  await put(client);
  const told: AppError[] = [];
  let renewals = 0;
  const tls = { ca: authority.caFile, certificate, key };
  const renewed = (): void => {
    renewals += 1;
  };
  await using dcs = await open({ tls, renewed, troubled: (error) => told.push(error) });
  const answers = async (): Promise<boolean> => (await dcs.read().catch(() => undefined)) !== undefined;
  t.true(await answers());

  const next = await authority.issue('client');
  await copyFile(next.certificateFile, certificate);
  const answeringUntil = (isSo: () => boolean, what: string) =>
    until(
      async () => {
        t.true(await answers());
        return isSo();
      },
      { what },
    );
  await answeringUntil(() => told.length > 0, 'the mismatch to be seen');
  t.is(told[0]?.code, 'TLS_FILE');
  await copyFile(next.keyFile, key);
  await answeringUntil(() => renewals === 1, 'the renewal');

  // It is really the new one that is shown: one that has ended is refused.
  await put(await authority.issue('client', { days: -1 }));
  await until(async () => !(await answers()), { what: 'the ended certificate to be refused' });
  t.is(told.at(-1)?.code, 'HA_DCS_CERTIFICATE');
  await put(next);
  await until(answers, { what: 'etcd to answer by the renewed certificate' });
});

test.serial('a node that etcd does not trust says so, and takes part as soon as it is trusted', async (t) => {
  const { directory, authority, stranger, etcd } = stage;
  const ca = join(directory, 'node-ca.pem');
  await copyFile(stranger.caFile, ca);
  const replicationPasswordFile = join(directory, 'replication-password');
  await writeFile(replicationPasswordFile, 'replication secret\n', { mode: 0o600 });
  await using node = await ClusterNode.prepare({
    ...{ name: 'n1', directory: join(directory, 'n1'), endpoints: etcd.endpoints, replicationPasswordFile },
    shared: {
      catalog: SHARED_CATALOG,
      ...{ fileDaemons: [daemon('client')], storageDaemons: [daemon('storage')], fileSets: [{ files: ['/nowhere'] }] },
    },
    node: { Catalog: false },
    etcd: directives({ 'TLS CA Certificate File': ca }),
  });
  await node.start();
  const logged = (words: RegExp) => until(() => words.test(node.log()), { what: () => `${words}\n${node.log()}` });
  await logged(/nobody in \S+ has signed its certificate/);
  await copyFile(authority.caFile, ca);
  await logged(/renewed/);
  await until(async () => /"name":"n1"|n1/.test((await ask('cluster')).text), { what: 'the node among the members' });
  t.notRegex(node.log(), /etcd secret|replication secret|catalog secret/);
  const pid = await node.pid('node');
  t.notRegex(await readFile(`/proc/${pid}/cmdline`, 'latin1'), /secret/);
  await rm(ca);
});
