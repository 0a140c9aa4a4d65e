/**
 * A command whose input or output is the data of a file: given to a shell, as genuine Clients do it, in a process group of
 * its own, so that it ends with everything it started. What it says beside goes into the Job log, bounded.
 */
import { isUtf8 } from 'node:buffer';
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ByteString, byteStringToBytes, bytesToByteString } from '../../../core/index.ts';
import type { ThreadTools } from './thread-tools.ts';

const SHELL = '/bin/sh';
const KILL_AFTER_MS = 5000;
const SAID_BYTES_MAX = 64 * 1024;
/** A dump may take hours, but a Job must end some day also where nobody cancels it. */
const TIMEOUT_MS = 24 * 3600 * 1000;

export interface PipedProgram {
  readonly child: ChildProcess;
  /** Undefined: it ended well; otherwise what is wrong, in words. */
  readonly ended: Promise<ByteString | undefined>;
  kill(): void;
}

/** `label` stands before each line that it says. Nothing is thrown: what is wrong shows at the end. */
export function startPiped(command: ByteString, stdio: StdioOptions, label: string, tools: ThreadTools): PipedProgram {
  const bytes = byteStringToBytes(command);
  // Node hands arguments to the system as UTF-8 only; a silently changed argument would be worse than none.
  const usable = command.trim() !== '' && isUtf8(bytes) && !bytes.includes(0);
  const child = spawn(SHELL, ['-c', usable ? bytes.toString() : 'exit 1'], { detached: true, stdio });
  child.stdin?.on('error', () => {});
  let said = 0;
  for (const stream of [child.stderr, stdio[1] === 'pipe' && stdio[0] === 'pipe' ? child.stdout : null]) {
    stream?.on('data', (chunk: Buffer) => {
      if (said > SAID_BYTES_MAX) return;
      said += chunk.length;
      for (const line of bytesToByteString(chunk).split('\n'))
        if (line !== '') tools.say('info', `${label}: ${line}\n`);
    });
  }
  const signalGroup = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  };
  const kill = (): void => {
    signalGroup('SIGTERM');
    setTimeout(() => signalGroup('SIGKILL'), KILL_AFTER_MS).unref();
  };
  tools.signal.addEventListener('abort', kill, { once: true });
  const limit = setTimeout(kill, TIMEOUT_MS);
  const ended = waitFor(child, usable).finally(() => {
    clearTimeout(limit);
    tools.signal.removeEventListener('abort', kill);
  });
  return { child, ended, kill };
}

async function waitFor(child: ChildProcess, usable: boolean): Promise<ByteString | undefined> {
  if (!usable) return 'the command is empty or not UTF-8';
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (code === 0) return undefined;
    return code === null ? `Child died from signal ${signal}` : `Child exited with code ${code}`;
  } catch (error) {
    return `Child not started: ${(error as Error).message}`;
  }
}
