/** A machine as `understudy init` makes it: a folder, its daemons as processes, and the operator's tool beside them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, isListening } from './free-port.ts';
import { genuineCommand } from './genuine-programs.ts';
import { type Launched, launch, type RunResult, run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './wait.ts';

export const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

export interface OneMachine extends AsyncDisposable {
  readonly directory: string;
  readonly client: string;
  readonly job: string;
  readonly ports: { readonly director: number; readonly client: number; readonly storage: number };
  readonly socket: string;
  file(name: string): string;
  /** `understudy VERB …`, without any daemon, and waits until the Director answers. */
  start(...command: string[]): Promise<Launched>;
  /** A genuine daemon that reads what was written. */
  startGenuine(program: 'bacula-sd' | 'bacula-fd'): Promise<Launched>;
  /** The operator's tool. Throws where its exit status is not 0, unless it may. */
  cli(args: readonly string[], options?: { mayFail?: boolean; timeoutMs?: number }): Promise<RunResult>;
  /** What its processes printed, and the Messages of their Jobs. */
  log(): Promise<string>;
}

export async function openOneMachine(backup: readonly string[]): Promise<OneMachine> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('one'));
  const directory = join(dir.path, 'one');
  const wanted = [
    '--port-base',
    String(await freePorts(3)),
    '--name',
    'here',
    ...backup.flatMap((path) => ['--backup', path]),
  ];
  const { stdout } = await run([PROGRAM, 'init', directory, '--json', ...wanted]);
  const { client, job, ports, socket } = JSON.parse(stdout);
  const launched: Launched[] = [];
  const file = (name: string) => join(directory, 'etc', name);
  const log = async () => {
    const said = await readFile(join(directory, 'log/jobs.log'), 'latin1').catch(() => '');
    return `${launched.map((one) => one.output()).join('\n---\n')}\n${said}`;
  };
  const cli: OneMachine['cli'] = (args, options) =>
    run([PROGRAM, ...args], { env: { ...process.env, UNDERSTUDY_SOCKET: socket }, ...options });

  const wait = (started: Launched, what: string, ready: () => Promise<boolean>) => {
    launched.push(started);
    return until(
      async () => {
        if (!started.running()) throw new Error(`${what} ended at its start\n${started.output()}`);
        return ready();
      },
      { what: () => `${what}\n${started.output()}`, timeoutMs: 120_000 },
    );
  };
  const start: OneMachine['start'] = async (...command) => {
    const started = launch([PROGRAM, ...command]);
    await wait(started, command.join(' '), async () => (await cli(['status'], { mayFail: true })).status === 0);
    return started;
  };
  const startGenuine: OneMachine['startGenuine'] = async (program) => {
    const started = launch(genuineCommand('15.0.3', program, ['-f', '-c', file(`${program}.conf`)]));
    await wait(started, program, () =>
      isListening(program === 'bacula-sd' ? ports.storage : ports.client, started.child.pid),
    );
    return started;
  };
  stack.defer(async () => {
    for (const one of launched.toReversed()) await one.stop({ graceMs: 30_000 });
  });
  const kept = stack.move();
  const dispose = () => kept.disposeAsync();
  return { directory, client, job, ports, socket, file, start, startGenuine, cli, log, [Symbol.asyncDispose]: dispose };
}
