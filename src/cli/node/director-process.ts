/**
 * One process that is, or may become, a node's Director: forked with a channel, killed with its parent. Tells when it was heard
 * last, and waits for its words in bounded time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Clock, Logger } from '../../core/index.ts';
import { BEAT_MS, type FromDirector, isMessage, SILENCE_MS, type ToDirector } from './channel.ts';
import { DirectorProcessError } from './errors.ts';

/** What is run: Node's arguments, without Node itself. */
export interface DirectorProgram {
  readonly file: string;
  readonly args: readonly string[];
}

/** Whether it has fallen silent, while one of its words is waited for. */
const LOOK_MS = 200;

export class DirectorProcess {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #gone = new AbortController();
  readonly #beating: NodeJS.Timeout;
  readonly #said = new Set<FromDirector['kind']>();
  /** Aborts with its next word, and with its end. */
  #news = new AbortController();
  #why: string | undefined;
  #heardMs: number;

  constructor({ file, args }: DirectorProgram, clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#heardMs = clock.monotonicMs();
    const command = ['--pdeathsig', 'KILL', '--', process.execPath, ...process.execArgv, file, ...args];
    this.#child = spawn('setpriv', command, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Ctrl-C at a terminal is for the parent, who hands over in good order.
      detached: true,
    });
    this.#child.on('message', (message) => this.#take(message));
    this.#child.once('error', (error) => this.#end(error.message));
    this.#child.once('exit', (code, signal) => {
      if (this.#said.has('ready') && !this.#said.has('left'))
        logger.warn({ code, signal }, "The Director's process has ended");
      this.#end(this.#why ?? (signal === null ? `it ended with ${code}` : `it was ended by ${signal}`));
    });
    this.#beating = setInterval(() => this.tell({ kind: 'alive' }), BEAT_MS);
  }

  /** Nothing was heard for so long that it is taken for dead. */
  get silent(): boolean {
    return this.#gone.signal.aborted || this.#clock.monotonicMs() - this.#heardMs > SILENCE_MS;
  }

  get wasHeard(): boolean {
    return this.#said.size > 0;
  }

  /** It has ended, or was heard and is silent. */
  get lost(): boolean {
    return this.#gone.signal.aborted || (this.wasHeard && this.silent);
  }

  /** It has said why it cannot go on. */
  get hasGivenUp(): boolean {
    return this.#said.has('ended');
  }

  tell(message: ToDirector): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Resolves when it has said so. @throws DirectorProcessError when it ends, falls silent, or takes longer */
  async heard(kind: FromDirector['kind'], limitMs: number, signal: AbortSignal): Promise<void> {
    const endMs = this.#clock.monotonicMs() + limitMs;
    while (!this.#said.has(kind)) {
      signal.throwIfAborted();
      if (this.#gone.signal.aborted) throw new DirectorProcessError(this.#why ?? 'it has ended');
      if (this.lost) throw new DirectorProcessError('it does not answer');
      if (this.#clock.monotonicMs() > endMs) throw new DirectorProcessError('it takes too long');
      const { signal: news } = this.#news;
      await this.#clock.sleep(LOOK_MS, AbortSignal.any([signal, news])).catch(() => {});
    }
  }

  /** Resolves when it has left its work in order, at the latest after so long; or will not, or the signal aborts. */
  async left(limitMs: number, signal: AbortSignal): Promise<void> {
    await this.heard('left', limitMs, signal).catch(() => {});
  }

  /** Resolves when it has ended. */
  async ended(): Promise<void> {
    if (!this.#gone.signal.aborted) await once(this.#gone.signal, 'abort');
  }

  async kill(): Promise<void> {
    if (this.#gone.signal.aborted) return;
    this.#child.kill('SIGKILL');
    await this.ended();
  }

  #take(message: unknown): void {
    if (!isMessage(message)) return;
    const heard = message as FromDirector;
    this.#heardMs = this.#clock.monotonicMs();
    this.#said.add(heard.kind);
    if (heard.kind === 'ended') this.#why = heard.why;
    this.#tellNews();
  }

  #end(why: string): void {
    this.#why ??= why;
    clearInterval(this.#beating);
    this.#gone.abort();
    this.#tellNews();
  }

  #tellNews(): void {
    const news = this.#news;
    this.#news = new AbortController();
    news.abort();
  }
}
