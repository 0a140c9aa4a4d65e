/**
 * Programs that tests start: short ones (`run`) and long-lived ones (`launch`). Both are bounded, keep what was printed,
 * and do not outlive the test: the kernel kills them when the thread that started them is gone (setpriv --pdeathsig).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { standStill } from './stand-still.ts';

const OUTPUT_BYTES_MAX = 4_000_000;

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run as this user (the caller must be root). */
  readonly user?: string | undefined;
  /** Return also when the exit status is not 0. */
  readonly mayFail?: boolean;
}

export interface RunResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Throws with everything it printed when it fails or takes too long. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { timeoutMs = 120_000 } = options;
  const process = launch(command, options);
  process.child.stdin?.end(options.input ?? '');
  const ended = await Promise.race([process.exited.then(() => true), sleep(timeoutMs, false, { ref: false })]);
  if (!ended) {
    await process.stop({ graceMs: 0 });
    throw new Error(`${command.join(' ')} took more than ${timeoutMs} ms\n${process.output()}`);
  }
  const status = process.child.exitCode;
  if (status !== 0 && !options.mayFail) {
    throw new Error(`${command.join(' ')} ended with ${status ?? process.child.signalCode}\n${process.output()}`);
  }
  return { status, stdout: process.stdout(), stderr: process.stderr() };
}

export interface Launched {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  running(): boolean;
  stdout(): string;
  stderr(): string;
  /** Both streams in the order of arrival, as latin1: one char a byte. */
  output(): string;
  /** Sends the signal and, when it ends or stops the process at once, waits for that. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Asks with `signal`, insists with SIGKILL. */
  stop(options?: { signal?: NodeJS.Signals; graceMs?: number }): Promise<void>;
}

/** Starts a program that is to stay. */
export function launch(command: readonly string[], options: Pick<RunOptions, 'cwd' | 'env' | 'user'> = {}): Launched {
  const setpriv = ['setpriv', '--pdeathsig', 'KILL'];
  if (options.user) setpriv.push('--reuid', options.user, '--regid', options.user, '--init-groups');
  const [program = '', ...args] = [...setpriv, '--', ...command];
  const child = spawn(program, args, { stdio: 'pipe', cwd: options.cwd ?? '/', env: options.env ?? process.env });

  const chunks: { from: 'stdout' | 'stderr'; text: string }[] = [];
  let kept = 0;
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('latin1').on('data', (text: string) => {
      chunks.push({ from, text });
      kept += text.length;
      while (kept > OUTPUT_BYTES_MAX) kept -= chunks.shift()?.text.length ?? kept;
    });
  }
  child.stdin.on('error', () => {}); // a program may end without reading its input
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  exited.catch(() => {});

  const running = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  const text = (from?: 'stdout' | 'stderr') =>
    chunks
      .filter((chunk) => from === undefined || chunk.from === from)
      .map((chunk) => chunk.text)
      .join('');
  return {
    child,
    exited,
    running,
    stdout: () => text('stdout'),
    stderr: () => text('stderr'),
    output: () => text(),
    async kill(signal) {
      if (!running()) return;
      if (signal === 'SIGSTOP') return standStill(child.pid ?? 0);
      const exit = once(child, 'exit');
      child.kill(signal);
      if (signal === 'SIGKILL') await exit;
    },
    async stop({ signal = 'SIGTERM', graceMs = 5_000 } = {}) {
      if (!running()) return;
      const exit = once(child, 'exit').then(() => true);
      if (graceMs > 0) {
        child.kill(signal);
        child.kill('SIGCONT'); // a paused one must wake to hear it
        if (await Promise.race([exit, sleep(graceMs, false, { ref: false })])) return;
      }
      child.kill('SIGKILL');
      await exit;
    },
  };
}
