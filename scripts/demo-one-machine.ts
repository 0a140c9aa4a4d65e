/**
 * `npm run demo -- --one-machine`: the main job before your eyes, with nothing but what `npm ci` brought. `understudy init` makes a
 * machine, `understudy all` runs its Director, Storage and Client, a real tree is saved, changed, saved again, restored
 * and compared. Exit status 0 only if every Job ended well and no comparison found a difference. On a terminal
 * everything stays running until Ctrl-C, to be looked at.
 */
import { join } from 'node:path';
import { compareTrees } from '../test/support/compare-tree.ts';
import { type OneMachine, openOneMachine } from '../test/support/one-machine.ts';
import { makeDemoHome } from './demo-home.ts';
import { check, megabytes, play, since, tell, wentWell } from './demo-story.ts';
import { changeDemoTree, copyTree, countEntries, description, makeDemoTree, tellAttributes } from './demo-tree.ts';

/** When the command was given, before anything was installed. */
const began = Number(process.env.DEMO_BEGAN_MS) || Date.now();

const home = makeDemoHome();

async function demo(): Promise<void> {
  const [source, asItWas] = [join(home.path, 'source'), join(home.path, 'as-it-was')];
  await makeDemoTree(source);
  await copyTree(source, asItWas);
  tell('Tree', `${await countEntries(source)} entries: ${description()}`);

  await using machine = await openOneMachine([source]);
  tell(
    'Configuration',
    `written by "understudy init" for ${machine.client} and its Director and Storage, passwords included`,
  );
  const starting = performance.now();
  const { stdout } = await machine.start('all', '-c', machine.directory);
  const [, version = ''] = /"version":(\d+)/.exec(stdout()) ?? [];
  tell(
    'Daemons',
    `Director, Storage and Client run in one process after ${since(starting)}, with a PostgreSQL ${version} of their own`,
  );

  const full = await watch(machine, 'Full', 'run', machine.job, '--level', 'full');
  const afterFull = new Date();
  await nextSecond();
  tell('A day passes', await changeDemoTree(source));
  const incremental = await watch(machine, 'Incremental', 'run', machine.job);
  check('the Incremental saved what had changed, not more', incremental.bytes < full.bytes / 10);

  const [now, then] = [join(home.path, 'now'), join(home.path, 'then')];
  const restore = ['restore', '--client', machine.client, '--where'];
  await watch(machine, 'Restore', ...restore, now);
  const firstRestore = (Date.now() - began) / 1000;
  check('what is restored equals the tree', await same(source, join(now, source)));
  await watch(machine, 'Restore', ...restore, then, '--before', afterFull.toISOString());
  check('a point in time equals the tree of then', await same(asItWas, join(then, source)));
  tell('Time', `${firstRestore.toFixed(1)} s from the command to the first restored backup`);
  if (process.stdout.isTTY && wentWell()) await stayOpen(machine);
}

interface Ended {
  readonly jobId: number;
  readonly status: string;
  readonly files: number;
  readonly bytes: number;
}

/** Runs one Job to its end, and tells how it went. */
async function watch(machine: OneMachine, what: string, ...command: string[]): Promise<Ended> {
  const starting = performance.now();
  const ended = await machine.cli([...command, '--wait', '--json'], { mayFail: true, timeoutMs: 600_000 });
  const job = JSON.parse(ended.stdout) as Ended & { error?: { message: string } };
  if (job.error !== undefined) throw new Error(job.error.message);
  if (job.status !== 'T') {
    const { stdout } = await machine.cli(['list', 'joblog', String(job.jobId)], { mayFail: true });
    throw new Error(`${what}, JobId ${job.jobId}, ended with ${job.status}:\n${stdout}`);
  }
  const seconds = (performance.now() - starting) / 1000;
  const rate = `${megabytes(job.bytes)} in ${seconds.toFixed(1)} s, ${megabytes(job.bytes / seconds)}/s`;
  tell(what, `JobId ${job.jobId}: OK, ${job.files} files, ${rate}`);
  return job;
}

async function same(expected: string, found: string): Promise<boolean> {
  const differences = await compareTrees(expected, found, { sparse: true, attributes: tellAttributes });
  for (const difference of differences) console.log(`    ${difference}`);
  return differences.length === 0;
}

const stayOpen = (machine: OneMachine): Promise<void> =>
  home.stay(`\nEverything is still running. Look around from another terminal:
  export UNDERSTUDY_SOCKET=${machine.socket}
  bin/understudy list jobs
  bin/understudy status client ${machine.client}
  bin/understudy run ${machine.job} --wait
Ctrl-C ends it.`);

/** Bacula counts in whole seconds: what changes in the second of the backup is not told from what was before. */
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100 - (Date.now() % 1_000)));

await play(demo);
