/**
 * etcd behind the interface of the store; the only file that knows etcd3. One client an endpoint, without the library's own
 * retries and circuit breakers: each call asks the endpoint that answered last, then the others, within one bound that is
 * counted on the monotonic clock.
 */
import { readFile } from 'node:fs/promises';
import { noop } from 'cockatiel';
import {
  Etcd3,
  EtcdAuthenticationFailedError,
  EtcdPermissionDeniedError,
  GRPCInvalidArgumentError,
  type IOptions,
} from 'etcd3';
import { type Secret, withDeadline } from '../../core/index.ts';
import { ARCHIVE_PREFIX } from '../keys.ts';
import type { Dcs, DcsChange, DcsEntry, DcsGuard, DcsOutcome, DcsSnapshot, DcsWrite } from './dcs.ts';
import { DcsLeaseGoneError, DcsRefusedError, DcsUnavailableError } from './errors.ts';

export interface EtcdOptions {
  /** `https://host:2379`, each a member of the same etcd. */
  readonly endpoints: readonly string[];
  /** Before every key; ends with a slash. */
  readonly prefix: string;
  /** Files, in PEM. */
  readonly tls?: { readonly ca: string; readonly certificate?: string; readonly key?: string };
  readonly login?: { readonly user: string; readonly password: Secret };
  /** A call that has no answer by then has none. */
  readonly callMs?: number;
}

const CALL_MS = 1_000;
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

export async function openEtcdDcs(options: EtcdOptions): Promise<Dcs> {
  const credentials = options.tls && {
    rootCertificate: await readFile(options.tls.ca),
    ...(options.tls.certificate !== undefined && { certChain: await readFile(options.tls.certificate) }),
    ...(options.tls.key !== undefined && { privateKey: await readFile(options.tls.key) }),
  };
  const callMs = options.callMs ?? CALL_MS;
  const common: Omit<IOptions, 'hosts'> = {
    ...(credentials && { credentials }),
    ...(options.login && { auth: { username: options.login.user, password: options.login.password.reveal() } }),
    grpcOptions: { ...KEEPALIVE, ...RECONNECT },
    defaultCallOptions: ({ isStream }) => (isStream ? {} : { deadline: Date.now() + callMs }),
    faultHandling: { host: () => noop, global: noop },
  };
  const clients = options.endpoints.map((hosts) => new Etcd3({ ...common, hosts }));
  return new EtcdDcs(clients, options.prefix, callMs);
}

type Work<T> = (client: Etcd3) => Promise<T>;

class EtcdDcs implements Dcs {
  readonly #clients: readonly Etcd3[];
  readonly #prefix: string;
  readonly #callMs: number;
  #preferred = 0;
  #closed = false;

  constructor(clients: readonly Etcd3[], prefix: string, callMs: number) {
    this.#clients = clients;
    this.#prefix = prefix;
    this.#callMs = callMs;
  }

  async grant(ttlMs: number): Promise<bigint> {
    const { ID } = await this.#call('a lease', (client) =>
      client.leaseClient.leaseGrant({ TTL: Math.ceil(ttlMs / 1000) }),
    );
    return BigInt(ID);
  }

  renew(lease: bigint): Promise<boolean> {
    return this.#call('renewing a lease', (client) => renewOnce(client, lease));
  }

  async revoke(lease: bigint): Promise<void> {
    await this.#call('giving a lease back', (client) =>
      client.leaseClient.leaseRevoke({ ID: lease.toString() }).catch((error: unknown) => {
        if (!isLeaseGone(error)) throw error;
      }),
    );
  }

  read(): Promise<DcsSnapshot> {
    return this.#range('reading', { key: this.#key(''), range_end: this.#key(ARCHIVE_PREFIX) });
  }

  archive(): Promise<DcsSnapshot> {
    return this.#range('reading the archive', { key: this.#key(ARCHIVE_PREFIX), range_end: endOfPrefix(this.#prefix) });
  }

  async #range(what: string, range: { key: Buffer; range_end: Buffer }): Promise<DcsSnapshot> {
    const { header, kvs } = await this.#call(what, (client) => client.kv.range(range));
    const entries = new Map<string, DcsEntry>();
    for (const { key, value, create_revision, mod_revision, lease } of kvs) {
      entries.set(key.toString('utf8').slice(this.#prefix.length), {
        value: value.toString('utf8'),
        createRevision: BigInt(create_revision),
        modRevision: BigInt(mod_revision),
        lease: BigInt(lease),
      });
    }
    return { revision: BigInt(header.revision), entries };
  }

  async change({ when, writes }: DcsChange): Promise<DcsOutcome> {
    const request = {
      compare: when.map((guard) => this.#compare(guard)),
      success: writes.map((write) => this.#operation(write)),
      failure: [],
    };
    try {
      const { header, succeeded } = await this.#call('a transaction', (client) => client.kv.txn(request));
      return { applied: succeeded, revision: BigInt(header.revision) };
    } catch (error) {
      if (!isLeaseGone(error)) throw error;
      throw new DcsLeaseGoneError(
        writes.map((write) => ('lease' in write ? (write.lease ?? 0n) : 0n)).find((id) => id !== 0n) ?? 0n,
      );
    }
  }

  /** One watch an endpoint: whichever is alive tells. */
  watch(changed: () => void): Disposable {
    let over = false;
    const cancels = this.#clients.map(async (client) => {
      const watcher = await client.watch().prefix(this.#prefix).create();
      if (over) return watcher.cancel();
      watcher
        .on('put', changed)
        .on('delete', changed)
        .on('connected', changed)
        .on('error', () => {});
      return () => watcher.cancel();
    });
    for (const cancel of cancels) cancel.catch(() => {});
    return {
      [Symbol.dispose]: () => {
        over = true;
        for (const cancel of cancels) cancel.then((stop) => stop?.()).catch(() => {});
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const client of this.#clients) client.close();
  }

  async #call<T>(what: string, work: Work<T>): Promise<T> {
    const endsMs = performance.now() + this.#callMs;
    const count = this.#clients.length;
    let last: unknown;
    for (let turn = 0; turn < count && !this.#closed; turn++) {
      const index = (this.#preferred + turn) % count;
      const leftMs = endsMs - performance.now();
      if (leftMs <= 0) break;
      // Each endpoint gets a fair share of what is left, the last one all of it.
      const shareMs = leftMs / Math.min(2, count - turn);
      try {
        const client = this.#clients[index] as Etcd3;
        const result = await withDeadline(work(client), shareMs, () => new DcsUnavailableError(what));
        this.#preferred = index;
        return result;
      } catch (error) {
        if (isLeaseGone(error)) throw error;
        if (isRefusal(error)) throw new DcsRefusedError(what, { cause: error });
        last = error;
      }
    }
    throw last instanceof DcsUnavailableError ? last : new DcsUnavailableError(what, { cause: last });
  }

  #key(key: string): Buffer {
    return Buffer.from(this.#prefix + key);
  }

  #compare(guard: DcsGuard) {
    const key = this.#key(guard.key);
    if ('absent' in guard) return { key, result: 'Equal' as const, target: 'Create' as const, create_revision: '0' };
    return 'createRevision' in guard
      ? { key, result: 'Equal' as const, target: 'Create' as const, create_revision: guard.createRevision.toString() }
      : { key, result: 'Equal' as const, target: 'Mod' as const, mod_revision: guard.modRevision.toString() };
  }

  #operation(write: DcsWrite) {
    const key = this.#key(write.key);
    if ('remove' in write) return { request_delete_range: { key } };
    return { request_put: { key, value: Buffer.from(write.value), lease: (write.lease ?? 0n).toString() } };
  }
}

/** A stream of its own each time: one that hangs hangs nobody else. */
async function renewOnce(client: Etcd3, lease: bigint): Promise<boolean> {
  const stream = await client.leaseClient.leaseKeepAlive();
  try {
    const { TTL } = await new Promise<{ TTL: string }>((resolve, reject) => {
      stream.on('data', resolve);
      stream.on('error', reject);
      stream.on('end', () => reject(new DcsUnavailableError('renewing a lease')));
      stream.write({ ID: lease.toString() });
    });
    return TTL !== '0';
  } finally {
    stream.end();
  }
}

/** The first key behind all that begin with it. */
function endOfPrefix(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  return end;
}

const isLeaseGone = (error: unknown): boolean =>
  error instanceof Error && /requested lease not found/.test(error.message);

const isRefusal = (error: unknown): boolean =>
  error instanceof EtcdAuthenticationFailedError ||
  error instanceof EtcdPermissionDeniedError ||
  (error instanceof GRPCInvalidArgumentError && /auth/.test(error.message));
