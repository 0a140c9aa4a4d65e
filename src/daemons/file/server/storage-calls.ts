/**
 * Storages that call this Client for a Job of which the Director has told them (SD Calls Client, specification 01 §4.5).
 * The call may come before the Job asks for it, or after; both wait a bounded time.
 */
import type { ByteString } from '../../../core/index.ts';
import type { Connection } from '../../../protocol/index.ts';
import { StorageSilentError } from '../job/errors.ts';

/** A Storage whose Job never asks for it. */
const KEPT_MS = 30 * 60_000;

export class StorageCalls {
  readonly #came = new Map<ByteString, Connection>();
  readonly #awaited = new Map<ByteString, (connection: Connection) => void>();

  /** Only for a Job that runs here. */
  arrive(job: ByteString, connection: Connection): void {
    const take = this.#awaited.get(job);
    if (take !== undefined) {
      this.#awaited.delete(job);
      take(connection);
      return;
    }
    this.#came.get(job)?.destroy();
    this.#came.set(job, connection);
    setTimeout(() => {
      if (this.#came.get(job) !== connection) return;
      this.#came.delete(job);
      connection.destroy();
    }, KEPT_MS).unref();
  }

  /** @throws StorageSilentError, or the reason of the signal */
  async take(job: ByteString, patienceMs: number, signal: AbortSignal): Promise<Connection> {
    const early = this.#came.get(job);
    this.#came.delete(job);
    if (early !== undefined) return early;
    signal.throwIfAborted();
    const call = Promise.withResolvers<Connection>();
    this.#awaited.set(job, call.resolve);
    const giveUp = (): void => call.reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    const sentence = `No Storage has called for the Job within ${Math.round(patienceMs / 60_000)} minutes`;
    const timer = setTimeout(() => call.reject(new StorageSilentError(sentence)), patienceMs);
    try {
      return await call.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      if (this.#awaited.get(job) === call.resolve) this.#awaited.delete(job);
    }
  }

  /** The Job is over. */
  forget(job: ByteString): void {
    this.#came.get(job)?.destroy();
    this.#came.delete(job);
  }
}
