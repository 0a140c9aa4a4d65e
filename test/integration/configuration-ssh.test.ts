/** The operator's tool, real SSH servers, a real etcd, a genuine daemon: a configuration from one node to all of them. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { loadUnderstudyConfig } from '../../src/config/index.ts';
import { createLogger, displayText, systemClock } from '../../src/core/index.ts';
import { openEtcdDcs } from '../../src/ha/index.ts';
import { connectSsh, type SshTarget } from '../../src/replication/configuration/ssh/connect.ts';
import { RemoteFiles } from '../../src/replication/configuration/ssh/remote-files.ts';
import { ConfigurationFollower, LocalNode, openPeer } from '../../src/replication/index.ts';
import { type ConfigurationHost, openConfigurationHosts } from '../support/configuration-hosts.ts';
import { directorFile } from '../support/configuration-stage.ts';
import { genuineCommand } from '../support/genuine-programs.ts';
import { launch, run } from '../support/program.ts';
import { makeKey, startSshd } from '../support/sshd.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const storageFile = (path: string, device: string): string => `Storage {
  Name = remote-sd
  Working Directory = "${path}"
  Pid Directory = "${path}"
  Plugin Directory = "${path}"
}
Director { Name = backup-dir; Password = "sd secret" }
Device { Name = ${device}; Media Type = File; Archive Device = "${path}"; Random Access = yes; Automatic Mount = yes }
Messages { Name = Standard; Director = backup-dir = all }
`;

/** Genuine bacula-sd tries its file; that it was told afterwards can be seen. */
const daemonFile = (path: string, port: number): string => `Daemon File {
  Name = sd1; Address = 127.0.0.1; Port = ${port}
  Source = "${path}/n1/etc/sd1.conf"
  File = ${path}/daemon/bacula-sd.conf
  Test Command = "${genuineCommand('15.0.3', 'bacula-sd', ['-t', '-c', '%f']).join(' ')}"
  Reload Command = "echo told >> ${path}/daemon/reloads"
}`;

const statusOf = async (node: ConfigurationHost) => {
  const { stdout, status } = await node.config('status', '--json');
  const { nodes = [], daemons = [], committed } = JSON.parse(stdout);
  const standings = [...nodes, ...daemons].map(
    ({ name, standing }: { name: string; standing: string }) => `${name} ${standing}`,
  );
  return { status, committed: committed?.number as number | undefined, standings };
};

test('an operator brings a configuration to all nodes and a genuine daemon, or to none', async (t) => {
  await using hosts = await openConfigurationHosts({ firstNode: daemonFile });
  const [n1, n2, n3] = hosts.nodes;
  const daemon = join(hosts.path, 'daemon');
  await mkdir(daemon);
  await writeFile(join(n1.etc, 'sd1.conf'), storageFile(daemon, 'dev1'), { mode: 0o640 });
  await writeFile(n1.mainFile, directorFile('@jobs.conf\n'), { mode: 0o640 });
  await writeFile(join(n1.etc, 'jobs.conf'), 'Pool { Name = One; Pool Type = Backup }\n');

  t.deepEqual(await statusOf(n1), {
    status: 1,
    committed: undefined,
    standings: ['n1 uncommitted', 'n2 uncommitted', 'n3 uncommitted', 'sd1 uncommitted'],
  });
  const applied = await n1.config('apply', '--why', 'the first one');
  t.is(applied.status, 0, applied.stdout + applied.stderr);
  t.regex(applied.stdout, /^Committed [0-9a-f]{12} as number 1\.\n(.*\n)*? {2}n2: switched\n/);
  t.deepEqual(await statusOf(n2), { status: 0, committed: 1, standings: ['n2 in step', 'n1 in step', 'n3 in step'] });
  t.regex(await n3.text('jobs.conf'), /One/);
  t.regex(await readFile(join(daemon, 'bacula-sd.conf'), 'utf8'), /dev1/);
  t.is(await readFile(join(daemon, 'reloads'), 'utf8'), 'told\n');

  // The genuine daemon's own program does not take its new file: nobody gets anything.
  await writeFile(join(n1.etc, 'jobs.conf'), 'Pool { Name = Two; Pool Type = Backup }\n');
  await writeFile(join(n1.etc, 'sd1.conf'), storageFile(daemon, 'dev2').replace('Random Access', 'Nonsense'));
  const bad = await n1.config('apply', '--json');
  t.is(bad.status, 1, bad.stdout);
  t.regex(JSON.parse(bad.stdout).error.message, /sd1: .*exit status \d+.*Nonsense/);
  t.deepEqual((await readdir(daemon)).sort(), ['bacula-sd.conf', 'reloads']);
  await writeFile(join(n1.etc, 'sd1.conf'), storageFile(daemon, 'dev2'));

  // Who is away keeps all from it, or is left to catch up.
  await Promise.all([n3.sshd.stop(), hosts.daemonHost.stop()]);
  const refused = await n1.config('apply');
  t.is(refused.status, 1);
  t.regex(refused.stderr, /n3: No SSH server answers at 127\.0\.0\.1:\d+.*sd1: No SSH.*\[CONFIG_NODES_NOT_READY\]/s);
  await hosts.daemonHost.start();
  t.regex(await n2.text('jobs.conf'), /One/);
  const without = await n1.config('apply', '--without', 'n3', '--why', 'n3 is away');
  t.is(without.status, 0, without.stdout + without.stderr);
  t.regex(await readFile(join(daemon, 'bacula-sd.conf'), 'utf8'), /dev2/);
  t.regex(await n2.text('jobs.conf'), /Two/);
  t.regex(await n3.text('jobs.conf'), /One/);
  await n3.sshd.start();
  t.deepEqual((await statusOf(n1)).standings, ['n1 in step', 'n2 in step', 'n3 behind', 'sd1 same']);
  await catchUp(n3, hosts.etcd.endpoints);
  t.regex(await n3.text('jobs.conf'), /Two/);

  // Back, with a file that somebody has changed on the way.
  await writeFile(n2.mainFile, directorFile('@jobs.conf\n# mine\n'));
  const back = await n1.config('rollback', '--json');
  t.is(back.status, 0, back.stdout + back.stderr);
  t.is(JSON.parse(back.stdout).committed.why, 'back to number 1');
  t.regex(await n3.text('jobs.conf'), /One/);
  t.regex(await n2.text(), /# mine/);
  t.deepEqual((await statusOf(n1)).standings, ['n1 in step', 'n2 drift', 'n3 in step', 'sd1 same']);
  const history = await n1.config('history');
  t.regex(history.stdout, /\* +3 .*\n +2 .* n3 is away +~ jobs.conf, ~ sd1.conf\n +1 .*the first one/);
  const diff = await n1.config('diff', '1', '2');
  t.regex(diff.stdout, /^-Pool \{ Name = One; .*\n\+Pool \{ Name = Two; /m);
  t.notRegex(diff.stdout, /secret/);
  const drift = await n2.config('diff');
  t.regex(drift.stdout, /^\+# mine$/m);
});

/** What a node's own process does at its start. */
async function catchUp(
  { nodeFile, mainFile, releases, etc }: ConfigurationHost,
  endpoints: readonly string[],
): Promise<void> {
  const { config } = await loadUnderstudyConfig(nodeFile);
  const replication = config?.replication;
  if (replication === undefined) throw new Error('no Replication');
  const peers = [...(config?.peers.values() ?? [])].filter(({ name }) => name !== 'n3');
  await using store = await openEtcdDcs({ endpoints, prefix: '/understudy/test/' });
  const local = new LocalNode({
    ...{ name: 'n3', version: '0', directory: releases, mainFile, files: [], clock: systemClock },
    reload: async () => ({ kind: 'notRunning' }),
  });
  await using follower = new ConfigurationFollower({
    ...{ store, local, clock: systemClock, logger: createLogger('silent'), keep: 20 },
    peers: peers.map((peer) => openPeer(peer, { replication, agentSocket: undefined })),
  });
  await follower.catchUp();
  if (!follower.mayLead(await store.read())) throw new Error(`${displayText(etc)} may not lead`);
}

test('a host that is not who it should be is not talked to, and who may not come in is told', async (t) => {
  await using dir = await makeTempDir('ssh');
  const keyFile = join(dir.path, 'key');
  const known = join(dir.path, 'known_hosts');
  const authorizedKeys = await makeKey(keyFile);
  await using server = await startSshd({ directory: join(dir.path, 'a'), authorizedKeys });
  await using other = await startSshd({ directory: join(dir.path, 'b'), authorizedKeys });
  await writeFile(known, server.knownHost);
  const target: SshTarget = {
    ...{ host: '127.0.0.1', port: server.port, user: server.user, keyFile, agentSocket: undefined },
    ...{ knownHostsFile: known, connectMs: 60_000, answerMs: 60_000 },
  };
  {
    await using ssh = await connectSsh(target);
    t.deepEqual(await ssh.run('echo out; echo err >&2; exit 3'), { status: 3, output: 'out\nerr\n' });
    const files = new RemoteFiles(await ssh.sftp(), ssh.where, 60_000);
    const path = join(dir.path, 'file');
    t.is(await files.read(path, 100), undefined);
    const big = Buffer.alloc(300_000, 'b\xe4');
    await files.write(`${path}.new`, big, undefined);
    await files.replace(`${path}.new`, path);
    t.deepEqual((await files.read(path, 400_000))?.content, big);
    await t.throwsAsync(files.read(path, 1_000), { message: /larger/ });
  }
  const fails = async (changes: Partial<SshTarget>, code: string, message: RegExp) => {
    const error = await t.throwsAsync(connectSsh({ ...target, ...changes }), undefined, code);
    t.is((error as { code?: string }).code, code);
    t.regex(error?.message ?? '', message);
  };
  await fails({ port: other.port }, 'SSH_HOST_KEY', /nobody has vouched for \(SHA256:/);
  const swapped = other.knownHost.replace(/ \S+\n$/, server.knownHost.slice(server.knownHost.lastIndexOf(' ')));
  await writeFile(known, server.knownHost + swapped);
  await fails({ port: other.port }, 'SSH_HOST_KEY', /another host key than the known one/);
  await writeFile(known, `${server.knownHost}@revoked ${server.knownHost}`);
  await fails({}, 'SSH_HOST_KEY', /revoked/);
  await writeFile(known, server.knownHost);

  const stranger = join(dir.path, 'stranger');
  await makeKey(stranger);
  await fails({ keyFile: stranger }, 'SSH_LOGIN', /does not let \S+ in/);
  const sealed = join(dir.path, 'sealed');
  await makeKey(sealed, 'a passphrase');
  await fails({ keyFile: sealed }, 'SSH_KEY_FILE', /sealed with a passphrase/);
  await fails({ keyFile: join(dir.path, 'none') }, 'SSH_KEY_FILE', /ENOENT/);
  await fails({ knownHostsFile: join(dir.path, 'none') }, 'SSH_KNOWN_HOSTS', /ENOENT/);
  await chmod(stranger, 0o644);
  await fails({ keyFile: stranger }, 'SSH_KEY_FILE', /others may read it/);

  // An agent knows what no file here says.
  const agentSocket = join(dir.path, 'agent');
  const agent = launch(['ssh-agent', '-D', '-a', agentSocket]);
  try {
    await until(
      async () =>
        (await run(['ssh-add', keyFile], { env: { ...process.env, SSH_AUTH_SOCK: agentSocket }, mayFail: true }))
          .status === 0,
    );
    await using ssh = await connectSsh({ ...target, keyFile: undefined, agentSocket });
    t.is((await ssh.run('true')).status, 0);
  } finally {
    await agent.stop();
  }
});

test('what answers too late, or as something else, holds nobody up', async (t) => {
  await using dir = await makeTempDir('ssh');
  const keyFile = join(dir.path, 'key');
  const authorizedKeys = await makeKey(keyFile);
  const known = join(dir.path, 'known_hosts');
  await using server = await startSshd({ directory: join(dir.path, 'a'), authorizedKeys });
  await writeFile(known, server.knownHost);
  const target: SshTarget = {
    ...{ host: '127.0.0.1', port: server.port, user: server.user, keyFile, agentSocket: undefined },
    ...{ knownHostsFile: known, connectMs: 60_000, answerMs: 1_500 },
  };
  for (const greeting of [undefined, 'HTTP/1.1 400 Bad Request\r\n\r\n', 'x'.repeat(100_000)]) {
    await using strange = await listen(greeting);
    const error = await t.throwsAsync(connectSsh({ ...target, port: strange.port, connectMs: 500 }));
    t.like(error, { code: 'SSH_UNREACHABLE' });
  }
  {
    await using ssh = await connectSsh(target);
    await t.throwsAsync(ssh.run('sleep 60'), { code: 'SSH_LOST' });
  }
  // Its sshd dies under it.
  await using ssh = await connectSsh({ ...target, answerMs: 60_000 });
  await t.throwsAsync(ssh.run('kill -9 $PPID; sleep 60'), { code: 'SSH_LOST' });
  await t.throwsAsync(ssh.run('true'), { code: 'SSH_LOST' });
});

async function listen(greeting: string | undefined): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (greeting !== undefined) socket.write(greeting);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
