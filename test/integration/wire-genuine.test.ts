/** Our Director's way into genuine daemons: both releases, each kind of TLS, and each reason to be turned away. */
import test from 'ava';
import { Secret } from '../../src/core/index.ts';
import {
  type Dialled,
  type DialOptions,
  dialFileDaemon,
  dialStorageDaemon,
  type TlsDirectives,
  tlsSettings,
} from '../../src/protocol/index.ts';
import { type Authority, makeAuthority } from '../support/certificates.ts';
import {
  type GenuineDaemon,
  type GenuineVersion,
  startFileDaemon,
  startStorageDaemon,
  type TlsKind,
} from '../support/genuine.ts';

let authority: Authority;
let own: TlsDirectives;
test.before(async () => {
  authority = await makeAuthority();
  const { certificateFile, keyFile } = await authority.issue('director');
  own = { tlsEnable: true, tlsCaCertificateFile: authority.caFile, tlsCertificate: certificateFile, tlsKey: keyFile };
});
test.after.always(() => authority?.[Symbol.asyncDispose]());

interface Target {
  readonly daemon: GenuineDaemon & { readonly password: string };
  dial(more?: Partial<DialOptions>, tls?: TlsDirectives): Promise<Dialled>;
}

const targets = [
  { role: 'FD', start: startFileDaemon, dial: dialFileDaemon, versions: { '9.6.7': 214, '15.0.3': 15 } },
  { role: 'SD', start: startStorageDaemon, dial: dialStorageDaemon, versions: { '9.6.7': 306, '15.0.3': 30008 } },
] as const;

const ownTls = (kind: TlsKind): TlsDirectives =>
  kind === 'certificate' ? own : kind === 'none' ? { tlsPskEnable: false } : {};

async function withDaemon(
  { start, dial }: (typeof targets)[number],
  version: GenuineVersion,
  tls: TlsKind,
  work: (target: Target) => Promise<void>,
  directorDirectives: Record<string, boolean> = {},
): Promise<void> {
  await using daemon = await start({ version, tls, authority, directorDirectives });
  await work({
    daemon,
    dial: (more = {}, directives = ownTls(tls)) =>
      dial({
        host: daemon.address,
        port: daemon.port,
        directorName: 'test-dir',
        password: new Secret(daemon.password),
        tls: tlsSettings(directives),
        connectTimeoutMs: 30_000,
        handshakeTimeoutMs: 30_000,
        heartbeatSec: 300,
        ...more,
      }),
  });
}

/** A question that each daemon answers with lines and EOD. */
async function status({ connection }: Dialled): Promise<string> {
  let text = '';
  await connection.send('status');
  for (;;) {
    const frame = await connection.receive({ timeoutMs: 60_000 });
    if (frame?.kind !== 'data') return text;
    text += frame.payload.toString('latin1');
  }
}

const combinations: readonly [GenuineVersion, TlsKind][] = [
  ['9.6.7', 'none'],
  ['9.6.7', 'certificate'],
  ['15.0.3', 'none'],
  ['15.0.3', 'psk'],
  ['15.0.3', 'certificate'],
];

for (const target of targets) {
  for (const [version, tls] of combinations) {
    test(`${target.role} ${version}, TLS ${tls}: the right password opens, a wrong one and a wrong name do not`, async (t) => {
      await withDaemon(target, version, tls, async ({ dial }) => {
        const dialled = await dial();
        t.is(dialled.version, target.versions[version]);
        t.is(dialled.connection.encryption, tls);
        t.regex(await status(dialled), new RegExp(`Version: ${version}`));
        await dialled.connection[Symbol.asyncDispose]();
        await t.throwsAsync(dial({ password: new Secret('wrong') }), { code: 'WIRE_WRONG_PASSWORD' });
        await t.throwsAsync(dial({ directorName: 'nobody' }), { code: 'WIRE_UNKNOWN_DIRECTOR' });
      });
    });
  }

  test(`${target.role}: TLS that only one side requires is an error that says which`, async (t) => {
    for (const version of ['9.6.7', '15.0.3'] as const) {
      await withDaemon(target, version, 'none', async ({ dial }) => {
        await t.throwsAsync(dial({}, { tlsRequire: true }), { code: 'WIRE_TLS_REQUIRED' });
        await t.throwsAsync(dial({}, { ...own, tlsRequire: true }), { code: 'WIRE_TLS_REQUIRED' });
      });
      await withDaemon(target, version, 'certificate', async ({ dial }) => {
        await t.throwsAsync(dial({}, {}), { code: 'WIRE_TLS_REQUIRED_BY_PEER' });
        await t.throwsAsync(dial({ host: '127.0.0.1' }), { code: 'WIRE_TLS_NAME_MISMATCH' });
        const without: TlsDirectives = { tlsEnable: true, tlsCaCertificateFile: authority.caFile };
        await t.throwsAsync(dial({}, without), { code: 'WIRE_TLS_OWN_CERTIFICATE_REFUSED' });
      });
    }
  });

  test(`${target.role} 15.0.3 that requires PSK turns a Director without it away`, async (t) => {
    await withDaemon(
      target,
      '15.0.3',
      'psk',
      async ({ dial }) => {
        const { connection } = await dial();
        t.is(connection.encryption, 'psk');
        connection.destroy();
        await t.throwsAsync(dial({}, { tlsPskEnable: false }), { code: 'WIRE_TLS_REQUIRED_BY_PEER' });
      },
      { 'TLS Require': true },
    );
  });
}

test('a Director that may only watch gets in and is told at its first command', async (t) => {
  for (const version of ['9.6.7', '15.0.3'] as const) {
    await withDaemon(
      targets[0],
      version,
      'none',
      async ({ dial }) => {
        const { connection } = await dial();
        await connection.send('level = full\n');
        const frame = await connection.receive({ timeoutMs: 60_000 });
        t.true(
          frame?.kind === 'data' && frame.payload.toString('latin1').startsWith('2997 Invalid command for a Director'),
        );
        connection.destroy();
      },
      { Monitor: true },
    );
  }
});

test('dialling the wrong kind of daemon says so', async (t) => {
  await withDaemon(targets[1], '15.0.3', 'none', async ({ daemon }) => {
    const error = await t.throwsAsync(
      dialFileDaemon({
        host: daemon.address,
        port: daemon.port,
        directorName: 'test-dir',
        password: new Secret('x'),
        tls: tlsSettings({}),
        connectTimeoutMs: 30_000,
        handshakeTimeoutMs: 30_000,
        heartbeatSec: 300,
      }),
    );
    t.regex(String((error as { code?: string }).code), /^WIRE_HELLO_(REFUSED|IGNORED)$/);
  });
});

test('fifty dials and good-byes leave the daemon well', async (t) => {
  await withDaemon(targets[0], '15.0.3', 'psk', async ({ dial }) => {
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all(Array.from({ length: 10 }, () => dial()));
      await Promise.all(all.map(({ connection }) => connection[Symbol.asyncDispose]()));
    }
    t.regex(await status(await dial()), /15\.0\.3/);
  });
});
