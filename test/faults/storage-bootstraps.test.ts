/** Bootstraps that no Director would send: refused in words, or read in bounded time, by a daemon that serves all others. */
import test from 'ava';
import { formatBootstrap } from '../../src/volume/index.ts';
import { compareSums } from '../crash/file-sums.ts';
import { bootstrapOf, restoreJobs } from '../crash/read-back.ts';
import { backUp, playedJobName } from '../support/played-backup.ts';
import { PlayedClient } from '../support/played-client.ts';
import { PlayedDirector } from '../support/played-director.ts';
import type { PlayedStorage } from '../support/played-storage.ts';
import { openProcessStorage } from '../support/process-storage.ts';

const DATA = Buffer.alloc(100_000, 'data');
const VOLUME = 'Volume="Vol-0001"\nMediaType="File"\n';

const REFUSED: Record<string, string> = {
  'negative numbers': `${VOLUME}VolSessionId=-1\n`,
  'numbers beyond all bounds': `${VOLUME}VolSessionId=99999999999999999999999\n`,
  'ranges that run backwards': `${VOLUME}FileIndex=9-2\n`,
  'a keyword that nobody knows': `${VOLUME}Format=c\n`,
  'an expression that is none': `${VOLUME}FileRegex="/(/"\n`,
  rubbish: `${String.fromCharCode(...Array.from({ length: 255 }, (_, i) => (i === 9 ? 32 : i + 1)))}\n`,
  'a session before its Volume': 'VolSessionId=1\n',
};

/** How the restore ended; `refused` where it never began. */
async function restore(storage: PlayedStorage, jobId: number, text: string): Promise<{ status: string; said: string }> {
  await using director = await PlayedDirector.call(storage);
  const ticket = await director.startJob({ jobId, type: 'R' });
  const reply = await director.bootstrap(text);
  const said = () => director.said.join('');
  if (!reply.startsWith('3000 ')) return { status: 'refused', said: said() };
  const used = await director.use('Drive-1', false, { wait: true });
  if (!used.startsWith('3000 ')) return { status: 'refused', said: said() };
  await director.run();
  const client = await PlayedClient.call(storage, playedJobName(jobId), ticket).catch(() => undefined);
  if (client !== undefined) await readAll(client).catch(() => {});
  client?.connection.destroy();
  const { status } = await director.end();
  return { status, said: said() };
}

/** Until the daemon has no more, or hangs up. */
async function readAll(client: PlayedClient): Promise<void> {
  const opened = await client.ask('read open session = DummyVolume 0 0 0 0 0 0\n');
  await client.connection.send(`read data ${/ticket = (\d+)/.exec(opened ?? '')?.[1]}\n`);
  for (let word = await client.hear(); word !== '#-1' && word !== undefined && !word.startsWith('3000 error'); )
    word = await client.hear();
}

test('what cannot be understood or found is refused in words, and the next restore is served', async (t) => {
  await using storage = await openProcessStorage();
  const job = await backUp(storage, [DATA], { jobId: 1 });
  let jobId = 10;
  for (const [what, text] of Object.entries(REFUSED)) {
    const { status, said } = await restore(storage, ++jobId, text);
    t.true(['refused', 'f'].includes(status), `${what}: ${status} ${said}`);
    t.regex(said, /Fatal error: /, what);
  }
  for (const volume of ['../../../etc/passwd', '/etc/passwd', 'Nowhere', '..']) {
    const { status, said } = await restore(storage, ++jobId, `Volume="${volume}"\nMediaType="File"\n`);
    t.true(['refused', 'f'].includes(status), `${volume}: ${status} ${said}`);
  }
  const { sums } = await restoreJobs([job], storage, 99);
  t.is(compareSums(job.sums, sums.get(1) ?? new Map()), undefined);
});

test('an expression that would take for ever keeps nobody waiting', async (t) => {
  await using storage = await openProcessStorage();
  const job = await backUp(storage, [DATA], { jobId: 1 });
  const text = [...formatBootstrap(bootstrapOf(job, storage.catalog))].join('');
  const slow = text.replace('VolSessionId', 'FileRegex="/(.|.|.|.|.|.|.|.)*~$/"\nVolSessionId');
  t.not(slow, text);
  const { status } = await restore(storage, 2, slow);
  t.is(status, 'T', 'no path matches');
});

test('a hundred thousand lines, and half a million empty ones, are read or refused, and cost no Job of others', async (t) => {
  await using storage = await openProcessStorage();
  const job = await backUp(storage, [DATA], { jobId: 1 });
  const text = [...formatBootstrap(bootstrapOf(job, storage.catalog))].join('');
  const { status } = await restore(storage, 2, `${text}${'FileIndex=5000000\n'.repeat(100_000)}`);
  t.is(status, 'T');
  t.true(['refused', 'f', 'T'].includes((await restore(storage, 3, '#\n'.repeat(500_000))).status));
  const { sums } = await restoreJobs([job], storage, 99);
  t.is(compareSums(job.sums, sums.get(1) ?? new Map()), undefined);
});
