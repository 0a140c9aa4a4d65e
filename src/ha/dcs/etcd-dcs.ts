/**
 * etcd behind the interface of the store. One client an endpoint, without the library's own retries and circuit breakers: each
 * call asks the endpoint that answered last, then the others, within one bound that is counted on the monotonic clock.
 */
import type { Etcd3 } from 'etcd3';
import { type AppError, withDeadline } from '../../core/index.ts';
import { ARCHIVE_PREFIX } from '../keys.ts';
import type { Dcs, DcsChange, DcsEntry, DcsGuard, DcsOutcome, DcsSnapshot, DcsWrite } from './dcs.ts';
import { DcsLeaseGoneError, DcsUnavailableError } from './errors.ts';
import { EtcdAccessFiles, type EtcdAccessOptions } from './etcd-access.ts';
import { EtcdEndpoint } from './etcd-endpoint.ts';
import { explainFailure, isLeaseGone } from './etcd-failure.ts';
import type { Work } from './etcd-session.ts';

export interface EtcdOptions extends EtcdAccessOptions {
  /** `https://host:2379`, each a member of the same etcd. */
  readonly endpoints: readonly string[];
  /** Before every key; ends with a slash. */
  readonly prefix: string;
  /** A call that has no answer by then has none. */
  readonly callMs?: number;
  /** What somebody has to set right, also where another member answers; each time it is met. */
  readonly troubled?: (error: AppError) => void;
  /** New certificates, or a new password, are in use. */
  readonly renewed?: () => void;
}

const CALL_MS = 1_000;

/** @throws TlsFileError */
export async function openEtcdDcs(options: EtcdOptions): Promise<Dcs> {
  return new EtcdDcs(options, await EtcdAccessFiles.open(options));
}

class EtcdDcs implements Dcs {
  readonly #endpoints: readonly EtcdEndpoint[];
  readonly #access: EtcdAccessFiles;
  readonly #options: EtcdOptions;
  readonly #prefix: string;
  readonly #callMs: number;
  #preferred = 0;
  #closed = false;

  constructor(options: EtcdOptions, access: EtcdAccessFiles) {
    const { callMs = CALL_MS, prefix, endpoints } = options;
    this.#endpoints = endpoints.map((endpoint) => new EtcdEndpoint({ endpoint, callMs, access: access.now }));
    this.#access = access;
    this.#options = options;
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
    return this.#call('renewing a lease', (client) => renewOnce(client, lease, this.#callMs));
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
    const watches = this.#endpoints.map((endpoint) =>
      endpoint.watch(this.#prefix, changed, (error) => this.#tellOf(endpoint, error)),
    );
    return {
      [Symbol.dispose]: () => {
        for (const watch of watches) watch[Symbol.dispose]();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const endpoint of this.#endpoints) endpoint[Symbol.dispose]();
  }

  async #call<T>(what: string, work: Work<T>): Promise<T> {
    this.#lookAtFiles();
    const endsMs = performance.now() + this.#callMs;
    const count = this.#endpoints.length;
    let last: unknown;
    let told: AppError | undefined;
    for (let turn = 0; turn < count && !this.#closed; turn++) {
      const index = (this.#preferred + turn) % count;
      const leftMs = endsMs - performance.now();
      if (leftMs <= 0) break;
      // Each endpoint gets a fair share of what is left, the last one all of it.
      const shareMs = leftMs / Math.min(2, count - turn);
      const endpoint = this.#endpoints[index] as EtcdEndpoint;
      try {
        const result = await withDeadline(endpoint.run(work), shareMs, () => new DcsUnavailableError(what));
        this.#preferred = index;
        return result;
      } catch (error) {
        if (isLeaseGone(error)) throw error;
        const explained = this.#explain(endpoint, error);
        if (explained !== undefined) this.#options.troubled?.(explained);
        // What a member refuses the others would refuse too.
        if (explained?.code === 'HA_DCS_REFUSED') throw explained;
        told ??= explained;
        last = error;
      }
    }
    throw told ?? (last instanceof DcsUnavailableError ? last : new DcsUnavailableError(what, { cause: last }));
  }

  /** A watch whose token has run out is told that it has no right: the next call knows better. */
  #tellOf(endpoint: EtcdEndpoint, error: unknown): void {
    const explained = this.#closed ? undefined : this.#explain(endpoint, error);
    if (explained?.code === 'HA_DCS_CERTIFICATE') this.#options.troubled?.(explained);
  }

  #explain({ endpoint }: EtcdEndpoint, error: unknown): AppError | undefined {
    return explainFailure(error, { endpoint, prefix: this.#prefix, access: this.#access.now });
  }

  #lookAtFiles(): void {
    const { renewed, troubled } = this.#options;
    this.#access.look(
      () => {
        if (this.#closed) return;
        for (const endpoint of this.#endpoints) endpoint.renew(this.#access.now);
        renewed?.();
      },
      (error) => troubled?.(error),
    );
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
async function renewOnce(client: Etcd3, lease: bigint, callMs: number): Promise<boolean> {
  const stream = await client.leaseClient.leaseKeepAlive({ deadline: Date.now() + callMs });
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
