/**
 * Runs one command of the configuration, without a shell (specification 07 §7), in a process group of its own, so that
 * it can be ended with everything it started. Bounded in time and in output.
 */

import { isUtf8 } from 'node:buffer';
import { type ChildProcess, spawn } from 'node:child_process';
import { type ByteString, byteStringToBytes } from './byte-string.ts';
import { describeError } from './errors.ts';
import { openLineReader } from './line-reader.ts';

export interface ProgramOptions {
  /** Left out: as long as it takes, until the signal. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Written to its standard input, which is then closed. */
  readonly input?: ByteString | undefined;
  /** Each line of its standard output and error, without the newline. */
  readonly onLine?: ((line: ByteString) => void) | undefined;
  /** The last of so many lines only says that there were more; 10,000 where left out, as is enough for messages. */
  readonly linesMax?: number;
  /** Left out: this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** From the polite signal to the other one; 0: that one at once. */
  readonly killAfterMs?: number;
}

export type ProgramResult =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timedOut'; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'notStarted'; readonly why: string };

/** Between the polite signal and the other one. */
const KILL_AFTER_MS = 5000;
/** A child left in the background may hold the output open for ever: genuine daemons would wait for it. */
const OUTPUT_AFTER_EXIT_MS = 2000;

/** `words`: the program and its arguments, found along PATH. Never rejects: how it ended is the result. */
export async function runProgram(words: readonly ByteString[], options: ProgramOptions = {}): Promise<ProgramResult> {
  if (options.signal?.aborted) return { kind: 'cancelled' };
  const [file, ...args] = words.map(byteStringToBytes);
  if (file === undefined) return { kind: 'notStarted', why: 'the command is empty' };
  // Node hands arguments to the system as UTF-8 only; a silently changed argument would be worse than none.
  if (![file, ...args].every((word) => isUtf8(word) && !word.includes(0))) {
    return { kind: 'notStarted', why: 'the command holds bytes that are not UTF-8' };
  }
  try {
    const env = options.environment && { env: { ...options.environment } };
    return await watch(spawn(file.toString(), args.map(String), { detached: true, stdio: 'pipe', ...env }), options);
  } catch (error) {
    return { kind: 'notStarted', why: describeError(error) };
  }
}

function watch(child: ChildProcess, options: ProgramOptions): Promise<ProgramResult> {
  const { timeoutMs, signal, onLine = () => {}, linesMax, killAfterMs = KILL_AFTER_MS } = options;
  return new Promise((resolve) => {
    let ended: ProgramResult | undefined;
    const timers: NodeJS.Timeout[] = [];
    const readers = [child.stdout, child.stderr].map((stream) => {
      const reader = openLineReader(onLine, linesMax);
      stream?.on('data', (chunk: Buffer) => reader.push(chunk));
      return reader;
    });
    const finish = (result: ProgramResult): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      for (const stream of child.stdio) stream?.destroy();
      for (const reader of readers) reader.end();
      resolve(ended ?? result);
    };
    const end = (why: ProgramResult): void => {
      if (ended !== undefined) return;
      ended = why;
      signalGroup(child, killAfterMs === 0 ? 'SIGKILL' : 'SIGTERM');
      timers.push(setTimeout(() => signalGroup(child, 'SIGKILL'), killAfterMs));
    };
    const cancel = (): void => end({ kind: 'cancelled' });

    child.once('error', (error) => finish({ kind: 'notStarted', why: error.message }));
    child.once('exit', (code, by) => {
      const result: ProgramResult = code === null ? { kind: 'killed', by: by ?? 'signal' } : { kind: 'exited', code };
      child.once('close', () => finish(result));
      timers.push(setTimeout(() => finish(result), OUTPUT_AFTER_EXIT_MS));
    });
    signal?.addEventListener('abort', cancel, { once: true });
    if (timeoutMs !== undefined) {
      timers.push(setTimeout(() => end({ kind: 'timedOut', afterMs: timeoutMs }), timeoutMs));
    }
    // A program that does not read its input closes the pipe; its exit code tells whether that was a fault.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input === undefined ? undefined : byteStringToBytes(options.input));
  });
}

/** The whole group; it may be gone already. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: everything has ended between the decision and the signal.
  }
}

/** The words after `ERR=`, as the genuine daemons put them; undefined: it ended well. */
export function programFault(result: ProgramResult): string | undefined {
  switch (result.kind) {
    case 'exited':
      return result.code === 0 ? undefined : `Child exited with code ${result.code}`;
    case 'killed':
      return `Child died from signal ${result.by}`;
    case 'timedOut':
      return `Child killed after ${Math.round(result.afterMs / 1000)} seconds without an end`;
    case 'cancelled':
      return 'Child killed because the Job was canceled';
    case 'notStarted':
      return `Child not started: ${result.why}`;
  }
}
