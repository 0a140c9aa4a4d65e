/**
 * The Clients that have called and wait to be wanted (specification 01-wire §4.6): one connection for each, the newest,
 * because a Client that calls again has given up the one before. Whoever needs a Client takes its connection out of here,
 * or waits for the next; the Client calls again at once.
 */
import type { ClientResource } from '../../config/index.ts';
import { type ByteString, displayText, type Logger } from '../../core/index.ts';
import type { WaitingClient } from '../../protocol/index.ts';

export interface TakeOptions {
  /** How long to wait for a call where there is none. */
  readonly forMs: number;
  readonly signal?: AbortSignal;
}

type Taker = (call: WaitingClient) => void;

export class ClientCalls implements AsyncDisposable {
  readonly #logger: Logger;
  readonly #waiting = new Map<ByteString, WaitingClient>();
  /** In the order in which they came. */
  readonly #takers = new Map<ByteString, Set<Taker>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** `client`: its name, which it has proved. */
  arrive(client: ByteString, call: WaitingClient): void {
    const [taker] = this.#takers.get(client) ?? [];
    if (taker === undefined) this.#keep(client, call);
    else taker(call);
  }

  #keep(client: ByteString, call: WaitingClient): void {
    const facts = { client: displayText(client), peer: call.peer };
    const before = this.#waiting.get(client);
    this.#waiting.set(client, call);
    void before?.[Symbol.asyncDispose]();
    this.#logger.debug(facts, 'A Client has called');
    void call.gone.then((why) => {
      if (this.#waiting.get(client) !== call) return;
      this.#waiting.delete(client);
      this.#logger.debug({ ...facts, why: why.message }, 'The call of a Client is over');
    });
  }

  /** Undefined: none came in time. */
  async take(client: ByteString, { forMs, signal }: TakeOptions): Promise<WaitingClient | undefined> {
    signal?.throwIfAborted();
    const call = this.#waiting.get(client);
    if (call !== undefined) {
      this.#waiting.delete(client);
      return call;
    }
    return forMs > 0 ? await this.#next(client, forMs, signal) : undefined;
  }

  /** After a reload: whoever may not call any more is let go. */
  follow(clients: ReadonlyMap<ByteString, ClientResource>): void {
    for (const [name, call] of this.#waiting) {
      if (clients.get(name)?.allowFdConnections === true) continue;
      this.#waiting.delete(name);
      void call[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const calls = [...this.#waiting.values()];
    this.#waiting.clear();
    await Promise.all(calls.map((call) => call[Symbol.asyncDispose]()));
  }

  #next(client: ByteString, forMs: number, signal: AbortSignal | undefined): Promise<WaitingClient | undefined> {
    return new Promise((resolve, reject) => {
      const takers = this.#takers.get(client) ?? new Set();
      this.#takers.set(client, takers);
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        takers.delete(taker);
        if (takers.size === 0) this.#takers.delete(client);
      };
      const taker: Taker = (call) => {
        leave();
        resolve(call);
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        leave();
        resolve(undefined);
      }, forMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      takers.add(taker);
    });
  }
}
