/** PostgreSQL's own programs, run to their end, bounded, as the account that owns the data. */
import { execFile } from 'node:child_process';
import type { Account } from './embedded-account.ts';

export interface RunOptions {
  readonly account?: Account;
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 120_000;
/** What they print is for people and in English, whatever the machine's language is. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export function runProgram(command: readonly string[], options: RunOptions): Promise<RunResult> {
  const [program = '', ...args] = command;
  const { account, input, timeoutMs = TIMEOUT_MS, signal } = options;
  return new Promise((resolve, reject) => {
    const settings = {
      cwd: '/',
      timeout: timeoutMs,
      env: ENVIRONMENT,
      encoding: 'latin1' as const,
      ...(signal && { signal }),
      ...(account?.uid !== undefined && { uid: account.uid, gid: account.gid }),
    };
    const child = execFile(program, args, settings, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(input ?? '');
  });
}
