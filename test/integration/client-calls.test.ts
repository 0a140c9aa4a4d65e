/**
 * Clients that cannot be called call our Director (specification 01-wire §4.6): ours and a genuine one are saved and
 * brought back through their calls, also after a call was cut, and beside strangers.
 */
import { connect } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { GIGABYTE_FRAME, startFaultProxy } from '../support/fault-proxy.ts';
import { startFileDaemon } from '../support/genuine.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';
import { startUnderstudy } from '../support/understudy.ts';
import { until } from '../support/wait.ts';

const CLIENTS = ['our-fd', 'genuine-fd', 'wrong-fd'].map((name) => ({
  name,
  password: 'fd-secret',
  tls: 'psk' as const,
  port: 1,
}));

test('Clients that call are saved and brought back, whatever becomes of a call, and whoever else calls', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('calls');
  const source = join(dir.path, 'source');
  await makeSpecialTree(source, { large: false });
  await using storage = await startOurStorageDaemon();
  await using director = await startUnderstudy({
    catalog: await postgres.createDatabase(),
    fileDaemons: CLIENTS,
    storageDaemons: [storage],
    fileSets: [{ files: [source] }],
    clientDirectives: { Address: undefined, 'FD Port': undefined, 'Allow FD Connections': true },
    directives: { 'FD Connect Timeout': '2 minutes' },
  });
  await using network = await startFaultProxy({ port: director.port });
  const calling = {
    Address: 'localhost',
    'Dir Port': network.port,
    'Connect To Director': true,
    // A genuine Client whose call is reset waits so long before the next, three quarters of an hour by default.
    'Reconnection Time': '6 seconds',
  };
  const [ours, genuine, wrong] = CLIENTS.map(({ name, password }) => ({ name, password, directorDirectives: calling }));
  await using ourClient = await startOurFileDaemon(ours);
  await using genuineClient = await startFileDaemon({ ...genuine, version: '15.0.3' });
  await using _wrong = await startOurFileDaemon({ ...wrong, password: 'another' });

  const looked = director.cli(['status', 'client', 'wrong-fd'], { mayFail: true });
  const ends = async (jobId: number): Promise<number> => {
    const { status } = await director.ended(jobId).catch(async (error) => {
      t.log(await director.log(), await ourClient.log(), await genuineClient.log());
      throw error;
    });
    if (status !== 'T') t.log(await director.log());
    t.is(status, 'T');
    return jobId;
  };
  const saves = async (client: string) => ends(await director.run({ job: 'Backup', level: 'Full', client }));
  const clients = ['our-fd', 'genuine-fd'];
  // Two at a time for each: a call serves one conversation, and the Client calls again at once.
  const saved = await Promise.all([...clients, ...clients].map(saves));
  t.regex(await director.jobLog(saved[0] ?? 0), /Connected to Client "our-fd" at \S+ with TLS/);
  for (const [i, client] of clients.entries()) {
    const where = join(dir.path, `restored-${client}`);
    await ends(await director.restore({ from: { jobId: saved[i] }, client, where }));
    t.deepEqual(await compareTrees(source, join(where, source), { except: (path) => path === '.' }), [], client);
  }
  t.regex((await director.cli(['status', 'client', 'genuine-fd'])).stdout, /genuine-fd Version: 15\.0\.3/);

  const refused = await looked;
  t.not(refused.status, 0);
  t.regex(refused.stderr, /Client "wrong-fd" cannot be reached: it has not called/);
  t.regex(await director.log(), /TLS-PSK was refused|response to our challenge is wrong/);

  network.cut();
  await Promise.all(clients.map(saves));

  const strangers = Array.from({ length: 1_000 }, (_, i) => {
    const socket = connect(director.port, '127.0.0.1').on('error', () => {});
    if (i % 4 === 1) socket.write(GIGABYTE_FRAME);
    if (i % 4 === 2) socket.write('GET / HTTP/1.1\r\n\r\n');
    if (i % 4 === 3) socket.write(Buffer.from('\0\0\0\x1eHello our-fd fdcallsdir 1 tlsp\n', 'latin1'));
    return socket;
  });
  try {
    await until(async () => strangers.some(({ closed }) => closed), { what: 'the first strangers to be sent away' });
    await Promise.all(clients.map(saves));
  } finally {
    for (const stranger of strangers) stranger.destroy();
  }
  t.true(director.running());
});
