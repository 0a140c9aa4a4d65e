/** What goes along with a node's role on its machine: programs, an address, systemd and a watchdog, each for real. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import koffi from 'koffi';
import { createLogger, systemClock } from '../../src/core/index.ts';
import { type NodeHealth, openSurroundings } from '../../src/ha/index.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const STANDING_BY: NodeHealth = {
  ...{ name: 'n1', director: { role: 'waiting' }, leaders: { director: 'n2' } },
  ...{ paused: false, drained: false, leaseHeld: true, alive: true },
};
const LEADING: NodeHealth = { ...STANDING_BY, director: { role: 'leading', epoch: 7 }, leaders: { director: 'n1' } };
const FENCING: NodeHealth = { ...STANDING_BY, director: { role: 'fencing' } };

test('a virtual address comes with the office, is announced, and is gone before fencing ends', async (t) => {
  const stage = fileURLToPath(new URL('../support/address-stage-main.ts', import.meta.url));
  const asRoot = process.getuid?.() === 0;
  const apart = ['unshare', ...(asRoot ? ['-n'] : ['-r', '-n'])];
  const allowed = await run([...apart, 'true'], { mayFail: true });
  if (allowed.status !== 0) {
    t.pass('this machine gives nobody a network of his own');
    return;
  }
  const { stdout } = await run([...apart, process.execPath, stage]);
  const { four, six, mac } = JSON.parse(stdout);
  t.like(four, { stays: true, gone: true });
  t.like(six, { stays: true, gone: true });
  t.is(four.frame.slice(0, 84), `ffffffffffff${mac}08060001080006040001${mac}0a0908070000000000000a090807`);
  t.is(six.frame.slice(0, 28), `333300000001${mac}86dd`);
  t.is(six.frame.slice(108, 110), '88');
});

test('hooks are run in their order and in bounded time, and hold nothing up', async (t) => {
  await using dir = await makeTempDir('hooks');
  const [log, program, hangs] = ['log', 'hook', 'hangs'].map((name) => join(dir.path, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(
    program,
    `#!/bin/sh\necho "$1 $UNDERSTUDY_EVENT $UNDERSTUDY_NODE $UNDERSTUDY_EPOCH $UNDERSTUDY_CLUSTER" >> ${log}\n`,
  );
  await writeFile(hangs, `#!/bin/sh\necho hangs >> ${log}\nsleep 60 &\nwait\n`);
  await Promise.all([program, hangs].map((file) => chmod(file, 0o755)));
  const lines: string[] = [];
  let node = STANDING_BY;
  const surroundings = openSurroundings({
    state: () => node,
    clock: systemClock,
    logger: createLogger('info', { write: (line) => void lines.push(line) }),
    hooks: {
      programs: {
        'director-leader': `${program} "a; b"`,
        fenced: hangs,
        paused: '/nowhere',
        'director-standby': program,
      },
      ...{ timeoutMs: 300, cluster: 'site', environment: { PATH: '/usr/bin:/bin' } },
    },
  });
  const written = async (): Promise<string> => readFile(log, 'utf8').catch(() => '');
  await until(async () => (await written()).includes('director-standby n1  site'));
  node = LEADING;
  await until(async () => (await written()).includes('a; b director-leader n1 7 site'));
  node = FENCING;
  await until(async () => (await written()).includes('hangs'));
  node = { ...STANDING_BY, paused: true };
  await until(() => lines.some((line) => line.includes('Child killed after')));
  await until(() => lines.some((line) => line.includes('Child not started')));
  t.is((await written()).match(/director-standby/g)?.length, 2);
  await surroundings[Symbol.asyncDispose]();
});

test('systemd hears that the node is ready, what it is, and that it decides, as long as it does', async (t) => {
  await using dir = await makeTempDir('notify');
  const path = join(dir.path, 'socket');
  const libc = koffi.load(null);
  const descriptor = libc.func('int socket(int domain, int type, int protocol)')(1, 2, 0);
  const address = Buffer.concat([Buffer.from([1, 0]), Buffer.from(`${path}\0`)]);
  libc.func('int bind(int fd, void *address, unsigned int size)')(descriptor, address, address.length);
  const recv = libc.func('int64_t recv(int fd, void *bytes, size_t length, int flags)');
  const heard: string[] = [];
  const listen = (): string => {
    const bytes = Buffer.alloc(4096);
    for (let length = 1; length > 0; ) {
      length = Number(recv(descriptor, bytes, bytes.length, 0x40));
      if (length > 0) heard.push(bytes.toString('utf8', 0, length));
    }
    return heard.join('|');
  };
  let node = STANDING_BY;
  const surroundings = openSurroundings({
    state: () => node,
    clock: systemClock,
    logger: createLogger('silent'),
    serviceManager: { socket: path, watchdogMs: 300 },
  });
  await until(() => listen().includes('READY=1\nSTATUS=n1: Director waiting|'));
  await until(() => listen().split('WATCHDOG=1').length > 2);
  node = { ...LEADING, alive: false };
  await until(() => listen().includes('STATUS=n1: Director leading (epoch 7)'));
  heard.length = 0;
  await systemClock.sleep(800);
  t.notRegex(listen(), /WATCHDOG/);
  await surroundings[Symbol.asyncDispose]();
  t.regex(listen(), /STOPPING=1/);
  libc.func('int close(int fd)')(descriptor);
});

test('a watchdog is stroked while the node leads, neither stroked nor disarmed while it is fenced, and rests behind it', async (t) => {
  await using dir = await makeTempDir('watchdog');
  const device = join(dir.path, 'watchdog');
  const read = async (): Promise<string> => readFile(device, 'latin1').catch(() => '');
  let node = STANDING_BY;
  const surroundings = openSurroundings({
    state: () => node,
    clock: systemClock,
    logger: createLogger('silent'),
    watchdog: { device, timeoutMs: 2_000 },
  });
  await systemClock.sleep(500);
  t.is(await read(), '');
  node = LEADING;
  await until(async () => (await read()).length > 2);
  node = FENCING;
  await systemClock.sleep(400);
  const strokes = (await read()).length;
  await systemClock.sleep(600);
  t.is(await read(), '\0'.repeat(strokes));
  node = STANDING_BY;
  await until(async () => (await read()).endsWith('V'));
  await surroundings[Symbol.asyncDispose]();
});
