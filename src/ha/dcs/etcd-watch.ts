/**
 * A watch at one member of etcd, on a client of its own: where one watch of a client is refused, etcd3 puts up no other one. It is
 * put up again when it was refused, and with new certificates.
 */
import type { EtcdSession } from './etcd-session.ts';

/** So long after it was refused. */
const AGAIN_MS = 1_000;

export interface EtcdWatchOptions {
  readonly prefix: string;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

export class EtcdWatch implements Disposable {
  readonly #open: () => EtcdSession;
  readonly #options: EtcdWatchOptions;
  #turn = 0;
  #session: EtcdSession | undefined;
  #cancel: (() => void) | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(open: () => EtcdSession, options: EtcdWatchOptions) {
    this.#open = open;
    this.#options = options;
    this.restart();
  }

  restart(): void {
    this[Symbol.dispose]();
    const turn = this.#turn;
    this.#session = this.#open();
    this.#begin(this.#session, turn).catch((error) => this.#fail(turn, error));
  }

  [Symbol.dispose](): void {
    this.#turn += 1;
    clearTimeout(this.#again);
    this.#cancel?.();
    this.#cancel = undefined;
    this.#session?.close();
    this.#session = undefined;
  }

  async #begin(session: EtcdSession, turn: number): Promise<void> {
    const { prefix, changed, failed } = this.#options;
    // It connects by itself: one that waited for that would wait for a member that is away.
    const watcher = await session.run(async (client) => client.watch().prefix(prefix).watcher());
    const cancel = (): void => void watcher.cancel().catch(() => {});
    if (turn !== this.#turn) return cancel();
    this.#cancel = cancel;
    watcher
      .on('put', changed)
      .on('delete', changed)
      .on('connected', changed)
      .on('disconnected', (error) => turn === this.#turn && failed(error))
      .on('error', (error) => this.#fail(turn, error));
  }

  #fail(turn: number, error: unknown): void {
    if (turn !== this.#turn) return;
    this.#options.failed(error);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.restart(), AGAIN_MS).unref();
  }
}
