/** The one data connection of a Job: whoever brings the key first is let in, and nobody after him. */
import type { BulkConnection } from '../../../../protocol/index.ts';

export interface DataConnection {
  readonly connection: BulkConnection;
  /** What is at the other end: a File Daemon that gives commands, or another Storage Daemon that does not. */
  readonly peer: 'client' | 'storage';
}

export class DataGate {
  readonly #arrived = Promise.withResolvers<DataConnection>();
  #state: 'open' | 'taken' = 'open';
  #taken: DataConnection | undefined;

  constructor() {
    this.#arrived.promise.catch(() => undefined);
  }

  /** Whether anybody may still come. */
  get open(): boolean {
    return this.#state === 'open';
  }

  /** Resolves when somebody came; rejects when nobody may any more. */
  get arrived(): Promise<DataConnection> {
    return this.#arrived.promise;
  }

  get connection(): DataConnection | undefined {
    return this.#taken;
  }

  /** Somebody with the right key. False: too late, he has to go. */
  enter(data: DataConnection): boolean {
    if (this.#state === 'taken') return false;
    this.#state = 'taken';
    this.#taken = data;
    this.#arrived.resolve(data);
    return true;
  }

  /** Nobody is let in from here on, and who is in is thrown out. */
  shut(why: Error): void {
    if (this.#state !== 'taken') this.#arrived.reject(why);
    this.#state = 'taken';
    this.#taken?.connection.destroy(why);
  }
}
