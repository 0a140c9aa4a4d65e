/**
 * The work of one Job in its thread: what the main thread may call, and what it leaves behind for the next call. Each kind
 * of work is loaded when it is called for: a thread begins fast.
 */
import type { ByteString } from '../../../core/index.ts';
import { AccurateTable } from './accurate-table.ts';
import { JobOrderError } from './errors.ts';
import type { RestoreJob } from './restore.ts';
import { StorageLink } from './storage-link.ts';
import { tellWhy } from './tell-why.ts';
import type {
  BackupOrder,
  EstimateOrder,
  Outcome,
  PreparedWork,
  RestoreOrder,
  StoragePlace,
  ThreadCalls,
  VerifyOrder,
} from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';

const LENGTH_BYTES = 4;

export class ThreadJob implements ThreadCalls {
  readonly #tools: ThreadTools;
  #storage: StorageLink | undefined;
  #table: AccurateTable | undefined;
  #restore: RestoreJob | undefined;

  constructor(tools: ThreadTools) {
    this.#tools = tools;
  }

  async prepare(work: PreparedWork): Promise<void> {
    await (work === 'backup' ? import('./backup.ts') : import('./restore.ts'));
    const { findNative } = await import('../native/index.ts');
    findNative();
  }

  async connect(place: StoragePlace): Promise<{ version: number; encrypted: boolean }> {
    await this.hangUp();
    this.#storage = await StorageLink.open(place, this.#tools);
    return { version: this.#storage.version, encrypted: this.#storage.encrypted };
  }

  async accurate(packets: Uint8Array): Promise<void> {
    this.#table ??= new AccurateTable();
    const bytes = Buffer.from(packets.buffer, packets.byteOffset, packets.byteLength);
    for (let at = 0; at < bytes.length; ) {
      const length = bytes.readInt32BE(at);
      this.#table.add(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
      at += LENGTH_BYTES + length;
    }
  }

  async backup(order: BackupOrder): Promise<Outcome> {
    const { runBackup } = await import('./backup.ts');
    await using storage = this.#takeStorage();
    return await runBackup({ tools: this.#tools, storage, table: this.#tableOf(order.accurate) }, order);
  }

  async estimate(order: EstimateOrder): Promise<Outcome> {
    const { runEstimate } = await import('./estimate.ts');
    return await runEstimate(this.#tools, this.#tableOf(order.accurate), order);
  }

  async restore(order: RestoreOrder): Promise<Outcome> {
    const { RestoreJob } = await import('./restore.ts');
    await using storage = this.#takeStorage();
    this.#restore ??= new RestoreJob(this.#tools, order);
    return await this.#restore.readFrom(storage);
  }

  async finishRestore(): Promise<Outcome> {
    return (await this.#restore?.finish()) ?? { status: 'T', encrypted: false };
  }

  async verify(order: VerifyOrder): Promise<Outcome> {
    const { runVerify } = await import('./verify.ts');
    try {
      await using storage = this.#storage;
      this.#storage = undefined;
      return await runVerify(this.#tools, storage, order);
    } catch (error) {
      return { status: tellWhy(error, this.#tools), encrypted: false };
    }
  }

  async testNetwork(bytes: number): Promise<readonly ByteString[]> {
    if (this.#storage === undefined) throw new JobOrderError('No Storage is connected');
    const { testNetwork } = await import('./test-network.ts');
    return await testNetwork(this.#storage, bytes);
  }

  async hangUp(): Promise<void> {
    await this.#storage?.[Symbol.asyncDispose]();
    this.#storage = undefined;
  }

  /** The accurate command came, even if no file followed it. */
  #tableOf(accurate: boolean): AccurateTable | undefined {
    return this.#table ?? (accurate ? new AccurateTable() : undefined);
  }

  #takeStorage(): StorageLink {
    const storage = this.#storage;
    if (storage === undefined) throw new JobOrderError('No Storage is connected');
    this.#storage = undefined;
    return storage;
  }
}
