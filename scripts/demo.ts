/**
 * `npm run demo`: the main job before your eyes. Our Director with the PostgreSQL that it starts for itself, Debian's
 * bacula-fd and bacula-sd, a tree with every kind of file: saved, changed, saved again, restored and compared.
 * Exit status 0 only if every Job ended well and no comparison found a difference. On a terminal everything stays
 * running until Ctrl-C, to be looked at.
 */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../src/core/index.ts';
import { compareTrees } from '../test/support/compare-tree.ts';
import { bls, startFileDaemon, startStorageDaemon } from '../test/support/genuine.ts';
import { changeTree } from '../test/support/many-files.ts';
import { run } from '../test/support/program.ts';
import { makeTempDir } from '../test/support/temp-dir.ts';
import { makeSpecialTree } from '../test/support/tree.ts';
import { type JobFacts, startUnderstudy, type Understudy } from '../test/support/understudy.ts';

const VERSION = '15.0.3';
const CLIENT = 'test-fd';
let failures = 0;
let staying = false;

// Everything lies below one folder, so that also an impatient Ctrl-C leaves nothing behind. The terminal sends the
// signal to the daemons too; they get a moment to end.
const home = mkdtempSync(join(tmpdir(), 'demo-'));
chmodSync(home, 0o755); // PostgreSQL runs as another user below it
process.env.TMPDIR = home;
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
process.on('SIGINT', () => {
  if (!staying) setTimeout(() => process.exit(130), 3_000);
});

async function demo(): Promise<void> {
  await using dir = await makeTempDir('demo');
  const source = join(dir.path, 'source');
  const asItWas = join(dir.path, 'as-it-was');

  await using fileDaemon = await startFileDaemon({ version: VERSION });
  await using storageDaemon = await startStorageDaemon({ version: VERSION });
  tell('Daemons', `Debian's bacula-fd and bacula-sd ${VERSION}, encrypted by TLS-PSK as they come`);

  await makeSpecialTree(source);
  await cp(new URL('../node_modules/fastify', import.meta.url), join(source, 'fastify'), { recursive: true });
  await copyTree(source, asItWas);
  tell(
    'Tree',
    `${await countEntries(source)} entries: sparse and > 4 GiB, hard links, devices, ACLs, xattrs, odd names`,
  );

  const starting = performance.now();
  await using director = await startUnderstudy({
    fileDaemons: [fileDaemon],
    storageDaemons: [storageDaemon],
    fileSets: [{ files: [source] }],
    jobDirectives: { Accurate: true },
  });
  tell('Director', `leads after ${seconds(starting)}, on the PostgreSQL that it started for itself`);

  const full = await watch(director, 'Full', () => director.run({ job: 'Backup', level: 'Full' }));
  const afterFull = new Date();
  await nextSecond();
  const { added, changed, deleted, renamed } = await changeTree(source);
  const changes = `${added.length} added, ${changed.length} changed, ${deleted.length} deleted, ${renamed.length} renamed`;
  tell('A day passes', `${changes}, behind the back of the backup`);
  const incremental = await watch(director, 'Incremental', () => director.run({ job: 'Backup', level: 'Incremental' }));
  check('Incremental saved less than the Full', incremental.bytes < full.bytes);

  const now = join(dir.path, 'now');
  await watch(director, 'Restore', () => director.restore({ from: { client: CLIENT }, where: now }));
  check('what is restored equals the tree', await same(source, join(now, source)));
  const then = join(dir.path, 'then');
  const before = afterFull.toISOString();
  await watch(director, 'Restore', () => director.restore({ from: { client: CLIENT, before }, where: then }));
  check('a point in time equals the tree of then', await same(asItWas, join(then, source)));

  const listed = await bls(storageDaemon, { volumes: ['Vol-0001'], args: ['-j'] });
  check("Bacula's own bls reads the Volume", /End Job Session/.test(listed.stdout));
  const { length } = await director.get<readonly JobFacts[]>('/jobs');
  tell('Catalog', `${length} Jobs, each with its files, Volumes, log and report`);
  if (process.stdout.isTTY && failures === 0) await stayOpen(director);
}

/** Runs one Job to its end, with progress on a terminal, and tells how it went. */
async function watch(director: Understudy, what: string, queue: () => Promise<number>): Promise<JobFacts> {
  const starting = performance.now();
  const job = await director.ended(await queue(), 600_000);
  if (job.status !== 'T') {
    failures++;
    console.log(await director.jobLog(job.jobId));
  }
  const figures = `${job.files} files, ${megabytes(job.bytes)} in ${seconds(starting)}`;
  tell(what, `JobId ${job.jobId}: ${job.status === 'T' ? 'OK' : `ended with ${job.status}`}, ${figures}`);
  return job;
}

async function same(expected: string, found: string): Promise<boolean> {
  const differences = await compareTrees(expected, found, { sparse: true });
  for (const difference of differences) console.log(`    ${difference}`);
  return differences.length === 0;
}

async function stayOpen(director: Understudy): Promise<void> {
  staying = true;
  console.log(`\nEverything is still running. Look around from another terminal:
  bin/understudy list jobs --socket ${director.socket}
  bin/understudy status client ${CLIENT} --socket ${director.socket}
Ctrl-C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function tell(what: string, text: string): void {
  console.log(`${what.padEnd(13)} ${text}`);
}

function check(claim: string, holds: boolean): void {
  if (!holds) failures++;
  tell(holds ? '  ok' : '  NOT OK', claim);
}

const copyTree = (from: string, to: string) => run(['cp', '-a', '--sparse=always', from, to], { timeoutMs: 300_000 });
const countEntries = async (path: string) => (await run(['find', path, '-printf', '.'])).stdout.length;
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
/** Bacula counts in whole seconds: what changes in the second of the backup is not told from what was before. */
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100 - (Date.now() % 1_000)));

try {
  await demo();
} catch (error) {
  failures++;
  console.error(describeError(error));
}
console.log(failures === 0 ? 'All went well.' : `${failures} things went wrong.`);
process.exitCode = failures === 0 ? 0 : 1;
