/** A node's handle of its Director's process: cues, signs of life, falls, and that nothing of it stays. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { DirectorChild } from '../../src/cli/node/director-child.ts';
import { createLogger, systemClock } from '../../src/core/index.ts';
import { standStill } from '../support/stand-still.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const FILE = fileURLToPath(new URL('../support/fake-director-main.ts', import.meta.url));
const never = new AbortController().signal;

async function openChild(t: ExecutionContext, how: string) {
  const dir = await makeTempDir('child');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const cues = join(dir.path, 'cues');
  const place = { host: '127.0.0.1', port: 5433 };
  const world = { catalog: true, laterMs: 0, standsStill: false };
  const stoodStillMs = systemClock.monotonicMs();
  const door: string[] = [];
  const child = new DirectorChild({
    program: { file: FILE, args: [how, cues] },
    clock: {
      ...systemClock,
      monotonicMs: () => (world.standsStill ? stoodStillMs : systemClock.monotonicMs() + world.laterMs),
    },
    logger: createLogger('silent'),
    catalog: () => (world.catalog ? { ...place } : undefined),
    makeWay: async () => void door.push('closed'),
    closeRanks: () => void door.push('open'),
    changed: () => {},
  });
  t.teardown(() => child[Symbol.asyncDispose]());
  const heard = async () => (await readFile(cues, 'latin1').catch(() => '')).trim().split('\n');
  /** The process that waits for its cue, once it has said that it is loaded. */
  const waiting = async (): Promise<number> => {
    const told = () =>
      readFile(`${cues}.warm`, 'latin1').then(
        (pid) => pid || undefined,
        () => undefined,
      );
    return Number(await until(told, { what: 'a process to be loaded' }));
  };
  return { child, place, world, door, heard, waiting };
}

test('it leads from its cue on, follows the Catalog, and ends when it is asked to', async (t) => {
  const { child, place, door, heard } = await openChild(t, 'good');
  t.false(child.alive);
  await child.start(7n, never);
  t.true(child.alive);
  t.deepEqual(door, ['closed']);
  await child.start(7n, never);
  t.true(child.alive, 'the office was taken up again in the same epoch: the process goes on');
  place.port = 5434;
  child.look();
  child.look();
  child.reload();
  await until(async () => (await heard()).includes('reload'));
  await child.stop('clean', never);
  t.false(child.alive);
  t.deepEqual(await heard(), ['start 7', 'catalog 5434', 'reload', 'stop']);
  t.deepEqual(door, ['closed', 'open']);
  await child.start(9n, never);
  t.true(child.alive);
  await child.start(11n, never);
  t.deepEqual((await heard()).slice(4), ['start 9', 'start 11'], 'another epoch, another process');
  await child.stop('immediate', never);
  t.false(child.alive);
});

test('one that has left its Jobs is taken away at once: its end is not waited for', async (t) => {
  const { child, world, waiting } = await openChild(t, 'lingers');
  const pid = await waiting();
  await child.start(7n, never);
  world.standsStill = true;
  await child.stop('clean', never);
  t.false(existsSync(`/proc/${pid}`), 'and by no limit, since no time has passed');
});

test('one that cannot start says why, and the node rests so that others may try', async (t) => {
  const { child } = await openChild(t, 'broken');
  t.true(child.rested);
  await t.throwsAsync(child.start(7n, never), { code: 'CLI_DIRECTOR_PROCESS', message: /it has mistakes/ });
  t.false(child.alive);
  t.false(child.rested);
});

test('one that falls is started again, and no more when it falls again and again', async (t) => {
  const { child } = await openChild(t, 'falls');
  for (let falls = 0; falls < 3; falls++) {
    await child.start(7n, never);
    await until(() => !child.alive);
  }
  await t.throwsAsync(child.start(7n, never), { message: /it fell 3 times/ });
  t.false(child.rested);
});

test('one that is silent is not alive, and a start in its place takes it away', async (t) => {
  const { child, heard } = await openChild(t, 'hangs');
  await child.start(7n, never);
  t.true(child.alive);
  await until(() => !child.alive, { timeoutMs: 30_000 });
  await child.start(7n, never);
  t.true(child.alive);
  t.deepEqual(await heard(), ['start 7', 'start 7']);
});

test('a start that is given up leaves nothing behind that leads', async (t) => {
  const { child } = await openChild(t, 'good');
  const stop = new AbortController();
  const starting = child.start(7n, stop.signal);
  stop.abort();
  await t.throwsAsync(starting);
  t.false(child.alive);
  t.true(child.rested, 'that was no fault of its own');
});

test('what has killed the process that waits is no reason to give up: another one is loaded in its place', async (t) => {
  const { child, heard, waiting } = await openChild(t, 'good');
  process.kill(await waiting(), 'SIGKILL');
  await child.start(7n, never);
  t.true(child.alive);
  t.true(child.rested);
  t.deepEqual(await heard(), ['start 7']);
});

test('one that waits and is silent is replaced', async (t) => {
  const { child, world, heard, waiting } = await openChild(t, 'good');
  const first = await waiting();
  await standStill(first);
  world.laterMs = 60_000;
  await child.start(7n, never);
  t.true(child.alive);
  t.true(child.rested);
  t.deepEqual(await heard(), ['start 7']);
  await until(() => !existsSync(`/proc/${first}`), { what: 'the silent one to be gone' });
});

test('where nobody holds a writable Catalog it is waited for, and that counts for no failure', async (t) => {
  const { child, world, heard, waiting } = await openChild(t, 'good');
  world.catalog = false;
  await waiting();
  const starting = child.start(7n, never);
  world.catalog = true;
  await starting;
  t.true(child.alive);
  t.true(child.rested);
  world.catalog = false;
  const again = child.start(9n, never);
  await until(() => !child.alive);
  world.laterMs = 600_000;
  await t.throwsAsync(again, { message: /nobody holds a writable Catalog/ }, 'not for ever');
  t.deepEqual(await heard(), ['start 7']);
});
