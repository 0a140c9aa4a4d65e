/**
 * One client of one member of etcd, by one set of certificates, and the token that it shows. It logs in by itself, again whenever
 * its token is not taken any more. Knows etcd3, as its neighbours of the name etcd do, and nobody else.
 */
import { noop } from 'cockatiel';
import { Etcd3 } from 'etcd3';
import type { EtcdAccess } from './etcd-access.ts';
import { isStaleToken, STALE_TOKEN } from './etcd-failure.ts';

export type Work<T> = (client: Etcd3) => Promise<T>;

/**
 * A watch whose connection is silently cut is found out by then; calls have a shorter bound of their own. What a member takes
 * for an attack, and hangs up on, are pings more often than every 5 s, and any while nothing is asked.
 */
const KEEPALIVE = {
  'grpc.keepalive_time_ms': 5_500,
  'grpc.keepalive_timeout_ms': 1_000,
  'grpc.keepalive_permit_without_calls': 0,
};
/** One that failed is tried again so soon: an etcd member that restarts must not be waited for. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 };

export class EtcdSession {
  readonly #client: Etcd3;
  readonly #login: EtcdAccess['login'];
  #token: string | undefined;
  #loggingIn: Promise<void> | undefined;
  #underWay = 0;
  #retired = false;
  #closed = false;

  constructor(endpoint: string, { material, login }: EtcdAccess, callMs: number) {
    this.#login = login;
    const { ca, certificate, key } = material;
    this.#client = new Etcd3({
      hosts: endpoint,
      ...(ca && {
        credentials: {
          rootCertificate: ca,
          ...(certificate && { certChain: certificate }),
          ...(key && { privateKey: key }),
        },
      }),
      // The library's own login opens a connection each time, and closes none.
      grpcOptions: { ...KEEPALIVE, ...RECONNECT, interceptors: [showing(() => this.#token)] },
      defaultCallOptions: ({ isStream }) => (isStream ? {} : { deadline: Date.now() + callMs }),
      faultHandling: { host: () => noop, global: noop },
    });
  }

  async run<T>(work: Work<T>): Promise<T> {
    this.#underWay += 1;
    try {
      const token = await this.#logIn();
      try {
        return await work(this.#client);
      } catch (error) {
        if (this.#login === undefined || !isStaleToken(error)) throw error;
        if (this.#token === token) this.#token = undefined;
        await this.#logIn();
        return await work(this.#client);
      }
    } finally {
      this.#underWay -= 1;
      this.#closeUnused();
    }
  }

  /** Closes as soon as nothing is under way. */
  retire(): void {
    this.#retired = true;
    this.#closeUnused();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.close();
  }

  #closeUnused(): void {
    if (this.#retired && this.#underWay === 0) this.close();
  }

  async #logIn(): Promise<string | undefined> {
    if (this.#login === undefined || this.#token !== undefined) return this.#token;
    const { user: name, password } = this.#login;
    this.#loggingIn ??= this.#client.auth
      .authenticate({ name, password: password.reveal() })
      .then(({ token }) => {
        this.#token = token;
      })
      .finally(() => {
        this.#loggingIn = undefined;
      });
    await this.#loggingIn;
    return this.#token;
  }
}

/** What grpc-js calls an interceptor; its types are no dependency of ours. */
interface GrpcCall {
  start(metadata: { set(name: string, value: string): void }, listener: GrpcListener): void;
}
interface GrpcListener {
  onReceiveMetadata?(metadata: unknown): void;
  onReceiveMessage?(message: unknown): void;
  onReceiveStatus?(status: { readonly details: string }): void;
}

/**
 * The token goes along with each call, as metadata. One that is not taken any more is called by a name of ours: the library
 * would ask again and again with the same one.
 */
function showing(token: () => string | undefined) {
  return (options: unknown, nextCall: (options: unknown) => GrpcCall): GrpcCall => {
    const call = nextCall(options);
    const start = call.start.bind(call);
    call.start = (metadata, listener) => {
      const shown = token();
      if (shown !== undefined) metadata.set('token', shown);
      start(metadata, {
        onReceiveMetadata: (answer) => listener.onReceiveMetadata?.(answer),
        onReceiveMessage: (message) => listener.onReceiveMessage?.(message),
        onReceiveStatus: (status) => listener.onReceiveStatus?.(renamed(status)),
      });
    };
    return call;
  };
}

const renamed = <Status extends { readonly details: string }>(status: Status): Status =>
  /invalid auth token/.test(status.details) ? { ...status, details: STALE_TOKEN } : status;
