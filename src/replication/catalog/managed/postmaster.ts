/**
 * The postmaster of a managed PostgreSQL, as a child that dies with its keeper: without one nobody would fence it. Started,
 * waited for until it answers, stopped in either way, in bounded time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresStartError, PostgresStopError } from '../embedded-errors.ts';
import { endOrphans } from '../embedded-orphans.ts';
import { clearAfterCrash } from '../embedded-server.ts';
import { dataOf, type ManagedPlace, programOf, socketOf } from './managed-place.ts';

const START_MS = 60_000;
const LOOK_MS = 20;
/** An immediate stop that takes longer is made a kill. */
const IMMEDIATE_MS = 1_500;
const CLEAN_MS = 60_000;
const WORDS_MAX = 4_000;

export class Postmaster {
  readonly #place: ManagedPlace;
  #child: ChildProcess | undefined;
  #words = '';

  constructor(place: ManagedPlace) {
    this.#place = place;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Resolves when `answers` says so; one that runs already is left alone. */
  async start(answers: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    if (this.#child === undefined) await this.#spawn();
    const endMs = performance.now() + START_MS;
    while (!(await answers())) {
      if (signal.aborted) await this.stop('immediate');
      signal.throwIfAborted();
      if (this.#child === undefined || performance.now() > endMs) {
        const { account } = this.#place;
        throw new PostgresStartError(dataOf(this.#place), account.name, this.#words, lastFatal(this.#words));
      }
      await sleep(LOOK_MS);
    }
  }

  /**
   * `immediate`: when this resolves no process of it can answer anybody any more, also where it stood still.
   * @throws PostgresStopError `clean` alone: not within a minute, nor before `signal`; it goes on stopping
   */
  async stop(how: 'clean' | 'immediate', signal?: AbortSignal): Promise<void> {
    if (this.#child !== undefined) await this.#end(this.#child, how, signal);
    if (how === 'immediate') await endOrphans(dataOf(this.#place));
  }

  reload(): void {
    this.#child?.kill('SIGHUP');
  }

  async #end(child: ChildProcess, how: 'clean' | 'immediate', signal?: AbortSignal): Promise<void> {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(how === 'clean' ? 'SIGINT' : 'SIGQUIT');
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const giveUp = (): void => resolve(true);
    const timer = setTimeout(giveUp, how === 'clean' ? CLEAN_MS : IMMEDIATE_MS);
    if (how === 'clean') signal?.addEventListener('abort', giveUp, { once: true });
    if (how === 'clean' && signal?.aborted) giveUp();
    const isLate = await Promise.race([ended.then(() => false), late]);
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    if (!isLate) return;
    if (how === 'clean') throw new PostgresStopError(dataOf(this.#place), this.#words);
    child.kill('SIGKILL');
    await ended;
  }

  async #spawn(): Promise<void> {
    const { account, programs } = this.#place;
    const [dataDirectory, socketDirectory] = [dataOf(this.#place), socketOf(this.#place)];
    await clearAfterCrash({ dataDirectory, socketDirectory, programs, account, timeoutMs: START_MS });
    const who =
      account.uid === undefined ? [] : ['--reuid', `${account.uid}`, '--regid', `${account.gid}`, '--init-groups'];
    const command = ['--pdeathsig', 'QUIT', ...who, '--', programOf(this.#place, 'postgres'), '-D', dataDirectory];
    const child = spawn('setpriv', command, {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C at a terminal is for its keeper, who stops it in its turn.
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    });
    this.#child = child;
    this.#words = '';
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-WORDS_MAX);
    });
    const gone = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.once('exit', gone);
    child.once('error', (error) => {
      this.#words += `FATAL: ${error.message}`;
      gone();
    });
  }
}

const lastFatal = (words: string): string =>
  words
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|HINT/.test(line))
    .slice(-3)
    .join('; ');
