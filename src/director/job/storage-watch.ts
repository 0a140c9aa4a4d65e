/**
 * From `run` on a Storage Daemon may end the Job, or die, before the Client calls it: a Client tries for half an hour by
 * itself, or runs its scripts, and says nothing. So the Storage's last word is waited for from the beginning, and where it
 * comes before there are data the conversation with the Client ends too, with that as the reason.
 */
import type { StorageEndJob } from '../../protocol/index.ts';
import { DaemonRefusedError } from './errors.ts';
import type { StorageSession } from './storage-session.ts';
import { AS_LONG_AS_IT_TAKES_MS, type Speaker } from './verdicts.ts';

export class StorageWatch implements Speaker<StorageEndJob> {
  readonly daemon: string;
  readonly #storage: StorageSession;
  readonly #end: Promise<StorageEndJob>;
  #dataBegun = false;

  /** After `run`; nobody else may wait for a reply of the Storage from here on. */
  constructor(storage: StorageSession, client: { destroy(error: Error): void }) {
    this.daemon = storage.daemon;
    this.#storage = storage;
    this.#end = storage.endOfJob(AS_LONG_AS_IT_TAKES_MS);
    const drop = (error: Error): void => {
      if (!this.#dataBegun) client.destroy(error);
    };
    this.#end.then(
      ({ status }) =>
        drop(new DaemonRefusedError(this.daemon, 'to wait for data', `it has ended the Job with ${status}`)),
      drop,
    );
  }

  /** The Client is about to be told to move data: what the Storage says from here on is for lastWords. */
  dataBegins(): void {
    this.#dataBegun = true;
  }

  endOfJob(): Promise<StorageEndJob> {
    return this.#end;
  }

  silentForMs(): number {
    return this.#storage.silentForMs();
  }

  destroy(error: Error): void {
    this.#storage.destroy(error);
  }
}
