/**
 * Our Director as a process, on a configuration that a genuine one would read too, and the requests that tests make of
 * it. They go through its HTTP interface on the Unix socket, as the command line's do.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resource } from './bacula-config.ts';
import { type DirectorConfigOptions, directorConfig } from './director-config.ts';
import { freePort } from './free-port.ts';
import { type Launched, launch, type RunResult, run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './wait.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

export interface UnderstudyOptions extends Omit<DirectorConfigOptions, 'port' | 'workingDirectory' | 'version'> {
  /** More resources of understudy.conf. */
  readonly nodeConfig?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A Job as GET /v1/jobs tells it. */
export interface JobFacts {
  readonly jobId: number;
  readonly job: string;
  readonly name: string;
  readonly type: string;
  readonly level: string;
  /** Bacula's letter: T, W, E, f, A … */
  readonly status: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
}

export interface Understudy extends AsyncDisposable {
  readonly socket: string;
  /** Of its configuration: on which it listens where Clients may call it. */
  readonly port: number;
  readonly configFile: string;
  readonly workingDirectory: string;
  readonly pid: number | undefined;
  /** Of the last process; null while it runs, and when a signal ended it. */
  readonly exitCode: number | null;
  running(): boolean;
  /** What the process printed, and the Messages of its Jobs. */
  log(): Promise<string>;
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  /** Queues a Job (POST /v1/jobs) and returns its JobId. */
  run(body: { job: string; level?: 'Full' | 'Differential' | 'Incremental'; [more: string]: unknown }): Promise<number>;
  /** Queues a restore (POST /v1/restores). */
  restore(body: { from: object; where?: string; files?: readonly string[]; [more: string]: unknown }): Promise<number>;
  /** Waits until the Job is over, whatever its end. */
  ended(jobId: number, timeoutMs?: number): Promise<JobFacts>;
  jobLog(jobId: number): Promise<string>;
  /** The operator's tool: `understudy VERB …` beside this Director. */
  cli(args: readonly string[], options?: { mayFail?: boolean; timeoutMs?: number }): Promise<RunResult>;
}

/** An answer of the Director that is no success. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: { readonly code?: string; readonly message?: string; readonly hint?: string };

  constructor(path: string, status: number, text: string) {
    super(`${path} answered ${status}: ${text}`);
    this.status = status;
    this.body = parseOr(text, {});
  }
}

export const OVER = new Set('TWEefAIDN'); // every status that is an end (page 06)

export async function startUnderstudy(options: UnderstudyOptions): Promise<Understudy> {
  const [dir, port] = await Promise.all([makeTempDir('director'), freePort()]);
  const [configFile, nodeFile] = [join(dir.path, 'bacula-dir.conf'), join(dir.path, 'understudy.conf')];
  const socket = join(dir.path, 'api.socket');
  const env = { ...process.env, ...options.env };
  let director: Launched | undefined;
  let earlier = '';

  const log = async () => {
    const messages = await readFile(join(dir.path, 'messages.log'), 'latin1').catch(() => '');
    return `--- our Director\n${earlier}${director?.output() ?? ''}\n${messages}`;
  };
  const get = <T>(path: string) => call<T>(socket, 'GET', path);
  const post = <T>(path: string, body?: object) => call<T>(socket, 'POST', path, body);
  const start = async () => {
    if (director?.running()) return;
    earlier += director?.output() ?? '';
    const started = launch([PROGRAM, 'director', '--config', configFile, '--node-config', nodeFile], {
      env,
      cwd: dir.path,
    });
    director = started;
    await until(
      async () => {
        if (!started.running()) throw new Error(`Our Director ended at its start\n${await log()}`);
        return get('/status').then(
          () => true,
          () => false,
        );
      },
      { what: () => `our Director to answer on ${socket}\n${started.output()}` },
    );
  };
  const ended = (jobId: number, timeoutMs = 120_000) => {
    let last = '';
    return until(
      async () => {
        const found = await get<{ job: JobFacts; active?: object }>(`/jobs/${jobId}`);
        last = JSON.stringify(found);
        return found.active === undefined && OVER.has(found.job.status) && found.job;
      },
      { timeoutMs, what: () => `JobId ${jobId} to end; last seen: ${last}` },
    );
  };
  const dispose = async () => {
    await director?.stop({ graceMs: 60_000 });
    await dir[Symbol.asyncDispose]();
  };

  try {
    await writeFile(join(dir.path, 'query.sql'), '');
    await writeFile(configFile, directorConfig({ ...options, port, workingDirectory: dir.path }), { mode: 0o600 });
    await writeFile(nodeFile, `${resource('Api', { Name: 'api', Socket: socket })}\n${options.nodeConfig ?? ''}`);
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    socket,
    port,
    configFile,
    workingDirectory: dir.path,
    get pid() {
      return director?.child.pid;
    },
    get exitCode() {
      return director?.child.exitCode ?? null;
    },
    running: () => director?.running() ?? false,
    log,
    kill: async (signal) => director?.kill(signal),
    stop: async () => director?.stop({ graceMs: 60_000 }),
    start,
    get,
    post,
    run: async (body) => (await post<{ jobId: number }>('/jobs', body)).jobId,
    restore: async (body) => (await post<{ jobId: number }>('/restores', body)).jobId,
    ended,
    jobLog: async (jobId) => (await get<{ text: string }[]>(`/jobs/${jobId}/log`)).map((line) => line.text).join('\n'),
    cli: (args, more) => run([PROGRAM, ...args], { env: { ...env, UNDERSTUDY_SOCKET: socket }, ...more }),
    [Symbol.asyncDispose]: dispose,
  };
}

/** One request of the HTTP interface on its Unix socket. @throws ApiError */
export function call<T>(socketPath: string, method: string, path: string, body?: object): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = text === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request({ socketPath, method, path: `/v1${path}`, headers, timeout: 60_000 }, async (response) => {
      try {
        const answer = (await response.setEncoding('utf8').toArray()).join('');
        const status = response.statusCode ?? 0;
        if (status >= 300) reject(new ApiError(path, status, answer));
        else resolve(parseOr(answer, answer) as T);
      } catch (error) {
        reject(error);
      }
    });
    sent.once('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer within a minute`)));
    sent.once('error', reject);
    sent.end(text);
  });
}

function parseOr<T>(text: string, otherwise: T): T {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
