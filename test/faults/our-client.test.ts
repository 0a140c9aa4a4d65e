/**
 * Our File Daemon in trouble, under a genuine Director and under ours: files that cannot be read as they should, disks
 * that fill up, and its own end in mid-Job. Each Job ends in bounded time with a status that is true, and the next one is
 * good.
 */
import { appendFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { callClient, nextJobName } from '../support/ask-client.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { type FileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { type Maker, type MatrixDirector, type MatrixJob, startMatrixDirector } from '../support/matrix-director.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
const stages = new Map<Maker, Stage>();
const set = new AsyncDisposableStack();
test.after.always(async () => {
  await set.disposeAsync();
  await postgres?.[Symbol.asyncDispose]();
});

interface Stage {
  readonly director: MatrixDirector;
  readonly client: FileDaemon;
  /** The Client's way to its Storage, and the Director's. */
  readonly network: FaultProxy;
  readonly folder: string;
}

/** Below the stage's folder. */
const [TREE, SHRINKS, GROWS, VANISHES] = ['tree', 'shrinks', 'grows', 'vanishes'];
const LARGE_BYTES = 2_000_000;
/** Reading fails with EINVAL, on every machine. */
const UNREADABLE = '/sys/class/net/lo/speed';

async function stageOf(maker: Maker): Promise<Stage> {
  const stage = stages.get(maker) ?? (await setStage(maker));
  stages.set(maker, stage);
  return stage;
}

async function setStage(maker: Maker): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempDir('trouble')).path;
  const client = stack.use(await startOurFileDaemon());
  const storage = stack.use(await startStorageDaemon({ version: '15.0.3' }));
  const network = stack.use(await startFaultProxy(storage));
  const path = (name: string) => join(folder, name);
  await mkdir(path(TREE));
  await writeFile(path(`${TREE}/good`), pseudoRandomBytes(50_000, 1));
  await run(['ln', '-s', '..', path(`${TREE}/loop`)]);
  const socket = createServer().listen(path(`${TREE}/socket`));
  stack.defer(() => void socket.close());
  const files = [UNREADABLE, '/nowhere/at/all', ...[SHRINKS, GROWS, VANISHES, TREE].map(path)];
  const job = (name: string, more = '') => `Job {
    Name = ${name}; Type = Backup; Level = Full; Client = test-fd; Storage = test-sd; FileSet = ${name}; Pool = Default
    Messages = Standard; ${more}
  }`;
  const director = stack.use(
    await startMatrixDirector(maker, postgres, {
      fileDaemons: [client],
      storageDaemons: [Object.create(storage, { port: { value: network.port } })],
      fileSets: [{ files: ['/nowhere'] }],
      extra: `
        ${job('Good')}
        ${job('Slow', 'Maximum Bandwidth = 300 kb/s')}
        FileSet { Name = Good; Include { Options { Signature = MD5 }; File = "${path(TREE)}" } }
        FileSet { Name = Slow; Include {
          Options { Signature = MD5 }; ${files.map((file) => `File = "${file}"`).join('; ')}
          Plugin = "bpipe:/PIPE/half:echo half of it; exit 3:cat > ${path('piped')}"
        } }`,
    }),
  );
  set.use(stack.move());
  return { director, client, network, folder };
}

/** A Job that is slow, when the first of its large files is half read. */
async function startSlow({ director, client, folder }: Stage): Promise<{ job: string; ended: Promise<MatrixJob> }> {
  for (const name of [SHRINKS, GROWS]) await writeFile(join(folder, name), pseudoRandomBytes(LARGE_BYTES, 7));
  await writeFile(join(folder, VANISHES), 'soon gone');
  const ended = director.backUp('Slow', 'Full', false);
  const said = await until(
    async () => {
      const status = await ask(client, '.status running api=2 api_opts=');
      return Number(/JobBytes=(\d+)/.exec(status)?.[1] ?? 0) > 200_000 ? status : undefined;
    },
    { what: 'data to flow', everyMs: 50 },
  );
  return { job: /Job=(\S+)/.exec(said)?.[1] ?? '', ended };
}

async function ask(client: FileDaemon, command: string): Promise<string> {
  await using conversation = await callClient(client);
  await conversation.begin(nextJobName(), { jobId: 0 });
  await conversation.send(command);
  let said = '';
  for (let text = await conversation.packet(); text !== '' && text !== undefined; text = await conversation.packet()) {
    said += text;
    if (/^\d/.test(text)) break;
  }
  return said;
}

async function nextIsGood(t: ExecutionContext, { director, folder }: Stage): Promise<void> {
  const { status, errors, log } = await director.backUp('Good', 'Full', false);
  t.is(status, 'T', log);
  t.is(errors, 0, log);
  const where = join(folder, 'restored');
  const restored = await director.restore({ client: 'test-fd', fileSet: 'Good', where });
  t.is(restored.status, 'T', restored.log);
  t.deepEqual(await compareTrees(join(folder, TREE), join(where, folder, TREE)), []);
  await rm(where, { recursive: true });
}

function endsBadly(t: ExecutionContext, { status, log }: MatrixJob, said: RegExp): void {
  t.true('Ef'.includes(status), `${status}: ${log}`);
  t.regex(log, said);
  t.regex(log, /Termination: +\*\*\* (Backup|Restore) Error \*\*\*/);
}

for (const maker of ['15.0.3', 'ours'] as const) {
  test.serial(
    `${maker}: our Client names what it cannot read or write, saves and restores the rest, and says so`,
    async (t) => {
      const stage = await stageOf(maker);
      const { director, client, folder } = stage;
      const { job, ended } = await startSlow(stage);
      await truncate(join(folder, SHRINKS), LARGE_BYTES / 2);
      await rm(join(folder, VANISHES));
      t.regex(await ask(client, `setbandwidth=900000 Job=${job}\n`), /^2000 OK Bandwidth/);
      await until(async () => /grows/.test(await ask(client, '.status running api=2 api_opts=')), {
        what: 'the file that grows to be read',
        everyMs: 50,
      });
      await appendFile(join(folder, GROWS), 'more');
      t.regex(await ask(client, `setbandwidth=0 Job=${job}\n`), /^2000 OK Bandwidth/);
      const { status, errors, log } = await ended;
      t.true('TW'.includes(status), `${status}: ${log}`);
      t.regex(log, /Termination: +Backup OK -- with warnings/);
      for (const sentence of [
        /Read error on file \/sys\/class\/net\/lo\/speed\. ERR=Invalid argument/,
        /Could not stat "\/nowhere\/at\/all": ERR=No such file or directory/,
        /Warning: \S+\/shrinks shrank while it was saved: \d+ of 2000000 bytes were there/,
        /Could not stat "\S+\/vanishes": ERR=No such file or directory/,
        /Error: bpipe: "echo half of it; exit 3" for \/PIPE\/half failed\. ERR=Child exited with code 3/,
      ]) {
        t.regex(log, sentence);
      }
      t.is(errors, 5, log);

      const where = join(folder, 'restored');
      const restored = await director.restore({ client: 'test-fd', fileSet: 'Slow', where });
      t.true('TW'.includes(restored.status), restored.log);
      t.regex(restored.log, /\/shrinks not correct\. Original 2000000, restored \d+\. It was saved so\./);
      t.deepEqual(await compareTrees(join(folder, TREE), join(where, folder, TREE)), []);
      t.is((await run(['cat', join(folder, 'piped')])).stdout, 'half of it\n');

      await using disk = await mountSmallDisk(1_000_000);
      const full = await director.restore({ client: 'test-fd', fileSet: 'Slow', where: disk.path });
      endsBadly(t, full, /Could not restore \S+\/grows: ERR=No space left on device/);
      await nextIsGood(t, stage);
    },
  );

  test.serial(
    `${maker}: a Job of our Client ends truly when the Client is stopped or killed, or its network is cut`,
    async (t) => {
      const stage = await stageOf(maker);
      const { client, network } = stage;
      const stopped = await startSlow(stage);
      await client.kill('SIGTERM');
      endsBadly(t, await stopped.ended, /Fatal error: The File Daemon is being stopped, and this Job with it/);
      await client.stop();
      await client.start();

      const killed = await startSlow(stage);
      await client.kill('SIGKILL');
      endsBadly(t, await killed.ended, /JobId \d+: (Fatal e|E)rror: /);
      await client.start();

      // Once is enough: what the Client does here is the same under any Director.
      if (maker === 'ours') {
        const cut = await startSlow(stage);
        network.refuse();
        network.cut();
        endsBadly(t, await cut.ended, /JobId \d+: (Fatal e|E)rror: /);
        t.notRegex(await ask(client, '.status running api=2 api_opts='), /JobId=/, 'the Client has ended it too');
        network.accept();
      }
      await nextIsGood(t, stage);
    },
  );
}
