/**
 * Connections of the Director that are spoilt in the middle of the data, while both daemons are well and go on with one
 * another: the Job cannot come to a good end, so it ends at once everywhere, and the next one runs.
 */
import test, { type ExecutionContext } from 'ava';
import { jobById } from '../../src/catalog/index.ts';
import { type FaultProxy, GIGABYTE_FRAME, startFaultProxy } from '../support/fault-proxy.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const SLOW = { 'Maximum Bandwidth': '100 kb/s' };
const files = Array.from({ length: 300 }, () => 100_000);
/** Then the Storage Daemon speaks to the Director every moment. */
const TALKATIVE = { devices: [{ name: 'FileStorage', directives: { 'Maximum File Size': '200 KB' } }] };

const frame = (text: string): Buffer => {
  const payload = Buffer.from(text, 'latin1');
  const header = Buffer.alloc(4);
  header.writeInt32BE(payload.length);
  return Buffer.concat([header, payload]);
};
const signal = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
};
const many = (bytes: Buffer): Buffer => Buffer.concat(Array.from({ length: 5_000 }, () => bytes));

const NONSENSE = 'sent something that is not understood while waiting for';
const LOST = 'Connection to NAME was lost while waiting for the end of the Job';

const FAULTS: readonly (readonly [what: string, spoil: (proxy: FaultProxy) => void, said: string])[] = [
  ['claims a frame of a gigabyte', (proxy) => proxy.sayOnOldest(GIGABYTE_FRAME), NONSENSE],
  ['talks random bytes', (proxy) => proxy.sayOnOldest(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')), NONSENSE],
  [
    'sends broken messages without end',
    (proxy) => proxy.sayOnOldest(many(frame('Jmsg Job=x type=y level=z'))),
    NONSENSE,
  ],
  ['answers what nobody asked', (proxy) => proxy.sayOnOldest(many(frame('2000 OK estimate files=1 bytes=1\n'))), ''],
  ['says that it ends', (proxy) => proxy.sayOnOldest(signal(-4)), LOST],
  ['is reset', (proxy) => proxy.cutOldest(), LOST],
  ['falls silent for ever', (proxy) => proxy.freeze(), 'did not send .* within'],
];

/** Only the Director takes the way round through the proxy, or takes it first. */
const throughProxy = (which: string, port: string, to: number, from: number) => (text: string) =>
  text.replace(new RegExp(`(^${which} \\{[^}]*${port} = )${from}`, 'm'), `$1${to}`);

async function setSpoilable(t: ExecutionContext, which: 'Client' | 'Storage'): Promise<[Stage, FaultProxy]> {
  const stage = await setStage(t, postgres, {
    version: '15.0.3',
    tls: 'none',
    jobDirectives: SLOW,
    files,
    storage: TALKATIVE,
    start: { silenceMs: 1_000 },
  });
  const [daemon, port] = which === 'Client' ? [stage.client, 'FD Port'] : [stage.storage, 'SD Port'];
  const proxy = await startFaultProxy({ port: daemon.port });
  t.teardown(() => proxy[Symbol.asyncDispose]());
  stage.director.change({ edit: throughProxy(which, port, proxy.port, daemon.port) });
  t.true((await stage.director.reload()).applied);
  return [stage, proxy];
}

for (const which of ['Client', 'Storage'] as const) {
  const name = which === 'Client' ? 'Client "test-fd"' : 'Storage "test-sd"';
  for (const [what, spoil, said] of FAULTS) {
    test(`a ${which} that ${what}`, async (t) => {
      const [{ director, client, storage }, proxy] = await setSpoilable(t, which);
      const { jobId } = await director.run({ job: 'Backup' });
      await until(async () => (await director.activeJobs({ currentFile: true })).some(({ bytes }) => bytes > 0), {
        what: 'data to flow',
      });
      spoil(proxy);
      const ended = await director.waitFor(jobId);
      const log = await director.log();
      const sentence = new RegExp(said.includes('NAME') ? said.replace('NAME', name) : `${name} ${said}`);
      if (ended?.status !== 'E' || !sentence.test(log)) t.log(log, await client.log(), await storage.log());
      t.is(ended?.status, 'E');
      t.regex(log, sentence);
      const row = await director.catalogAccess.one(jobById(jobId));
      t.is(row.jobStatus, 'E');
      t.true(row.jobFiles < files.length, 'the daemons went on with a Job that had failed');

      proxy.thaw();
      director.change({ jobDirectives: {} });
      t.true((await director.reload()).applied);
      const next = await director.runAndWait({ job: 'Backup' });
      if (next.status !== 'T') t.log(await director.log());
      t.is(next.status, 'T');
    });
  }
}

test('a Client that stands still', async (t) => {
  const options = { jobDirectives: SLOW, files: files.slice(0, 100), start: { silenceMs: 1_000 } };
  const { director, client } = await setStage(t, postgres, { version: '15.0.3', ...options });
  const { jobId } = await director.run({ job: 'Backup' });
  await until(async () => (await director.activeJobs({ currentFile: true })).some(({ bytes }) => bytes > 0), {
    what: 'data to flow',
  });
  await client.kill('SIGSTOP');
  const ended = await director.waitFor(jobId);
  await client.kill('SIGCONT');
  t.is(ended?.status, 'E', await director.log());
  t.regex(await director.log(), /Client "test-fd" did not send .* within .*does not answer on another connection/);
  director.change({ jobDirectives: {} });
  t.true((await director.reload()).applied);
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T', await director.log());
});
