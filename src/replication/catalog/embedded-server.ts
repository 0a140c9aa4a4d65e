/** Starting and stopping the server on a data directory, and telling a running one from what a crash left behind. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './embedded-account.ts';
import { PostgresStartError, PostgresStopError } from './embedded-errors.ts';
import { processesIn } from './embedded-processes.ts';
import type { Programs } from './embedded-programs.ts';
import { runProgram } from './embedded-run.ts';

export interface Server {
  readonly dataDirectory: string;
  readonly socketDirectory: string;
  readonly programs: Programs;
  readonly account: Account;
  readonly timeoutMs: number;
}

const STOP_TIMEOUT_SEC = 60;
/** Processes that lost their postmaster notice it, mostly at once. */
const LAST_BREATH_MS = 5_000;

const pidFile = (dataDirectory: string): string => join(dataDirectory, 'postmaster.pid');

async function pidOf(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(pidFile(dataDirectory), 'latin1').catch(() => '');
  return Number.parseInt(text, 10) || undefined;
}

/** True only for a PostgreSQL on this very directory: after a reboot the old number may be anybody's. */
export async function isRunning(dataDirectory: string): Promise<boolean> {
  const pid = await pidOf(dataDirectory);
  if (pid === undefined) return false;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  return commandLine.split('\0')[0]?.endsWith('postgres') === true && commandLine.includes(`\0${dataDirectory}\0`);
}

/**
 * PostgreSQL refuses to start where the number in a lock file of a crash has passed to another process, or is still
 * taken by a dead one that nobody has reaped: then the file goes. Never while a process of the dead server lives on: by
 * these files the next one knows that the data are still being written.
 */
export async function clearAfterCrash({ dataDirectory, socketDirectory }: Server): Promise<void> {
  if (await isRunning(dataDirectory)) return;
  const patientUntil = performance.now() + LAST_BREATH_MS;
  while ((await processesIn(dataDirectory)).length > 0) {
    if (performance.now() > patientUntil) return;
    await sleep(50);
  }
  const socketLocks = (await readdir(socketDirectory)).filter((name) => name.endsWith('.lock'));
  for (const lock of [pidFile(dataDirectory), ...socketLocks.map((name) => join(socketDirectory, name))]) {
    await rm(lock, { force: true });
  }
}

export async function startServer(server: Server, signal?: AbortSignal): Promise<void> {
  const { dataDirectory, programs, account, timeoutMs } = server;
  const waitSec = String(Math.ceil(timeoutMs / 1000));
  // Detached from our terminal and process group: it outlives a Director that is killed, and is taken over by the next.
  const firstWords = join(dataDirectory, 'start.log');
  await rm(firstWords, { force: true });
  const command = [
    join(programs.directory, 'pg_ctl'),
    '-D',
    dataDirectory,
    '-l',
    firstWords,
    '-w',
    '-t',
    waitSec,
    'start',
  ];
  // The server is not ours to kill halfway: it is asked to stop, and pg_ctl then ends by itself.
  const stop = () => void stopServer(server).catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  const { status, stdout, stderr } = await runProgram(command, { account, timeoutMs: timeoutMs + 10_000 });
  signal?.removeEventListener('abort', stop);
  if (signal?.aborted) await stopServer(server);
  signal?.throwIfAborted();
  if (status === 0) return;
  const words = await lastWords(dataDirectory, firstWords);
  throw new PostgresStartError(dataDirectory, account.name, `${stdout}${stderr}`, words);
}

/** Open transactions are rolled back, everything committed is on disk. */
export async function stopServer({ dataDirectory, programs, account }: Server): Promise<void> {
  if (!(await isRunning(dataDirectory))) return;
  const command = [
    join(programs.directory, 'pg_ctl'),
    '-D',
    dataDirectory,
    '-m',
    'fast',
    '-w',
    '-t',
    `${STOP_TIMEOUT_SEC}`,
    'stop',
  ];
  const { status, stderr } = await runProgram(command, { account });
  if (status !== 0 && (await isRunning(dataDirectory))) throw new PostgresStopError(dataDirectory, stderr);
}

const LAST_LINES = 5;

/** What PostgreSQL said last, wherever it said it. */
async function lastWords(dataDirectory: string, firstWords: string): Promise<string> {
  const collected = await readFile(join(dataDirectory, 'current_logfiles'), 'latin1').catch(() => '');
  const logFile = /^stderr (.+)$/m.exec(collected)?.[1];
  const texts = [firstWords, ...(logFile === undefined ? [] : [join(dataDirectory, logFile)])].map((path) =>
    readFile(path, 'latin1').catch(() => ''),
  );
  const lines = (await Promise.all(texts))
    .join('')
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|HINT|invalid|unrecognized|could not/.test(line));
  return lines.slice(-LAST_LINES).join('; ');
}
