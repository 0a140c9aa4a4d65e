/**
 * The parent process, as the Director that it has forked sees it: cues come from it, and where it is not heard any more, its
 * lease may have ended, so that nothing may go on here.
 */
import { once } from 'node:events';
import type { CatalogPlace } from '../../ha/index.ts';
import { BEAT_MS, type FromDirector, isMessage, type ToDirector } from './channel.ts';

export interface ParentOptions {
  /** The lease's length: who was not heard for so long leads no more. */
  readonly silenceMs: number;
  readonly silent: () => void;
}

export class Parent {
  readonly #options: ParentOptions;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<{ readonly kind: ToDirector['kind']; readonly take: () => void }>();
  readonly #cue = Promise.withResolvers<bigint>();
  #place: CatalogPlace = { host: '', port: 0 };
  #heardMs = performance.now();

  constructor(options: ParentOptions) {
    this.#options = options;
    process.on('message', (message) => {
      if (isMessage(message)) this.#take(message as ToDirector);
    });
    process.on('disconnect', options.silent);
    setInterval(() => this.#beat(), BEAT_MS);
  }

  /** The epoch to lead in, once it comes. */
  get cue(): Promise<bigint> {
    return this.#cue.promise;
  }

  get place(): CatalogPlace {
    return this.#place;
  }

  /** Aborts when it is time to stop. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  get stopped(): Promise<unknown> {
    return this.#stop.signal.aborted ? Promise.resolve() : once(this.#stop.signal, 'abort');
  }

  on(kind: ToDirector['kind'], take: () => void): Disposable {
    const listener = { kind, take };
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Resolves when it has left, or cannot. */
  say(message: FromDirector): Promise<void> {
    return new Promise((resolve) => {
      if (process.connected) process.send?.(message, () => resolve());
      else resolve();
    });
  }

  #take(message: ToDirector): void {
    this.#heardMs = performance.now();
    if (message.kind === 'start' || message.kind === 'catalog') this.#place = message.catalog;
    if (message.kind === 'start') this.#cue.resolve(BigInt(message.epoch));
    if (message.kind === 'stop') this.#stop.abort();
    for (const { kind, take } of this.#listeners) if (kind === message.kind) take();
  }

  #beat(): void {
    void this.say({ kind: 'alive' });
    if (!this.#isSilent()) return;
    // We may have been busy ourselves: what was said meanwhile is read before anything is concluded.
    setImmediate(() => setImmediate(() => this.#isSilent() && this.#options.silent()));
  }

  #isSilent(): boolean {
    return performance.now() - this.#heardMs > this.#options.silenceMs;
  }
}
