/** One member of etcd. With new certificates it is connected to anew, while what is under way ends on the old connection. */
import type { EtcdAccess } from './etcd-access.ts';
import { EtcdSession, type Work } from './etcd-session.ts';
import { EtcdWatch } from './etcd-watch.ts';

export interface EtcdEndpointOptions {
  readonly endpoint: string;
  readonly access: EtcdAccess;
  readonly callMs: number;
}

export class EtcdEndpoint implements Disposable {
  readonly endpoint: string;
  readonly #callMs: number;
  #access: EtcdAccess;
  readonly #watches = new Set<EtcdWatch>();
  #session: EtcdSession;

  constructor({ endpoint, access, callMs }: EtcdEndpointOptions) {
    this.endpoint = endpoint;
    this.#callMs = callMs;
    this.#access = access;
    this.#session = this.#open();
  }

  async run<T>(work: Work<T>): Promise<T> {
    return this.#session.run(work);
  }

  /** From now on by these certificates and this password. */
  renew(access: EtcdAccess): void {
    const old = this.#session;
    this.#access = access;
    this.#session = this.#open();
    for (const watch of this.#watches) watch.restart();
    old.retire();
  }

  /** Calls `changed` at each change below the prefix, until it is disposed; `failed` tells what keeps it from watching. */
  watch(prefix: string, changed: () => void, failed: (error: unknown) => void): Disposable {
    const watch = new EtcdWatch(() => this.#open(), { prefix, changed, failed });
    this.#watches.add(watch);
    return {
      [Symbol.dispose]: () => {
        this.#watches.delete(watch);
        watch[Symbol.dispose]();
      },
    };
  }

  [Symbol.dispose](): void {
    for (const watch of this.#watches) watch[Symbol.dispose]();
    this.#session.close();
  }

  #open(): EtcdSession {
    return new EtcdSession(this.endpoint, this.#access, this.#callMs);
  }
}
