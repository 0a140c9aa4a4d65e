/**
 * The Director's side of a Job's conversation with a Storage Daemon (03 §2–§6): the Job line, the reservation, `run`
 * and the end. Catalog requests and attributes, which come at any time, are storage-traffic.ts's.
 */
import { type ByteString, displayText } from '../../core/index.ts';
import {
  type Connection,
  parseReservedDevice,
  parseStorageEndJob,
  type Release,
  type ReservedDevice,
  SIGNAL,
  type StorageEndJob,
  storageCommand,
  storageRelease,
  storageReply,
} from '../../protocol/index.ts';
import type { JobJournal } from '../journal/job-journal.ts';
import type { AttributeSpool } from './attribute-spool.ts';
import { REPLY_MS } from './client-session.ts';
import { DaemonSession, type Wait } from './daemon-session.ts';
import { DaemonRefusedError } from './errors.ts';
import { StorageTraffic, type StorageTrafficHooks } from './storage-traffic.ts';

/** What the Storage Daemon calls the Job from now on, and the key that the Client has to bring. */
export interface StorageTicket {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly authorization: ByteString;
}

export interface Reservation {
  readonly storage: ByteString;
  readonly mediaType: ByteString;
  readonly pool: ByteString;
  readonly poolType: ByteString;
  readonly append: boolean;
  readonly devices: readonly ByteString[];
  /** True: wait until a device is free; false: refuse when all are busy. */
  readonly wait: boolean;
}

export class StorageSession implements AsyncDisposable {
  readonly daemon: string;
  readonly release: Release;
  readonly session: DaemonSession;
  /** What it calls the Job; undefined before it has taken it. */
  ticket: StorageTicket | undefined;
  /** Its last word on the Job has been heard. */
  isDone = false;
  /** Its attributes, where they can be read in its own file. */
  spool: AttributeSpool | undefined;
  /** A Storage Daemon of ours tells through it. */
  readonly journal: JobJournal | undefined;
  readonly #traffic: StorageTraffic;

  constructor(
    connection: Connection,
    version: number,
    daemon: string,
    hooks: Omit<StorageTrafficHooks, 'release' | 'facts'>,
    journal?: JobJournal,
  ) {
    this.journal = journal;
    this.daemon = daemon;
    this.release = storageRelease(version);
    this.#traffic = new StorageTraffic(connection, daemon, { ...hooks, release: this.release, facts: journal });
    this.session = new DaemonSession(connection, {
      daemon,
      onTraffic: (payload) => this.#traffic.take(payload),
      onSignal: (signal) => this.#traffic.takeSignal(signal),
    });
  }

  async startJob(fields: Parameters<typeof storageCommand.job.format>[0]): Promise<StorageTicket> {
    const reply = await this.session.ask(storageCommand.job.format(fields), {
      awaited: 'its answer to JobId',
      timeoutMs: REPLY_MS,
    });
    const ticket = storageReply.job.parse(reply);
    if (ticket === undefined) throw new DaemonRefusedError(this.daemon, 'the Job', displayText(reply));
    this.ticket = ticket;
    return ticket;
  }

  /** The text of a bootstrap, line by line; before `run`. */
  async bootstrap(lines: Iterable<ByteString>): Promise<void> {
    await this.session.send(storageCommand.bootstrap.format({}));
    for (const line of lines) await this.session.send(line.endsWith('\n') ? line : `${line}\n`);
    await this.session.connection.sendSignal(SIGNAL.EOD);
    const reply = await this.session.reply({ awaited: 'its answer to the bootstrap', timeoutMs: REPLY_MS });
    if (storageReply.bootstrap.parse(reply) === undefined) {
      throw new DaemonRefusedError(this.daemon, 'the bootstrap', displayText(reply));
    }
  }

  /** Rejects with DaemonRefusedError where no device will do; with DaemonSilentError where none is said to be free. */
  async reserve(reservation: Reservation, wait: Omit<Wait, 'awaited'>): Promise<ReservedDevice> {
    const { session } = this;
    void session.send(storageCommand.useStorage.format(reservation)).catch(() => undefined);
    for (const device of reservation.devices)
      void session.send(storageCommand.useDevice.format({ device })).catch(() => undefined);
    void session.connection.sendSignal(SIGNAL.EOD).catch(() => undefined);
    await session.connection.sendSignal(SIGNAL.EOD).catch(() => undefined);
    const reply = await session.reply({
      ...wait,
      awaited: `a device for Media Type "${displayText(reservation.mediaType)}"`,
    });
    const device = parseReservedDevice(reply);
    if (device === undefined) throw new DaemonRefusedError(this.daemon, 'a device', displayText(reply), RESERVE_HINT);
    return device;
  }

  /** `SD Calls Client`: the daemon opens the data connection itself, before `run`. */
  async callClient(address: ByteString, port: number): Promise<void> {
    const wait = { awaited: 'its connection to the Client', timeoutMs: CALL_CLIENT_MS };
    const reply = await this.session.ask(storageCommand.client.format({ address, port, tls: 0 }), wait);
    if (storageReply.clientCalled.parse(reply) !== undefined) return;
    const hint = `Can the Storage Daemon reach ${displayText(address)}:${port}? SD Calls Client stands in the Client resource`;
    throw new DaemonRefusedError(this.daemon, 'to call the Client', displayText(reply), hint);
  }

  /** From here on the Client may come. */
  async run(): Promise<void> {
    await this.session.send(storageCommand.run.format({}));
    this.#traffic.running = true;
    this.journal?.running();
  }

  /** The Client is connected there: what the daemon says about it must not wait for a delayed acknowledgement. */
  hurry(): void {
    this.session.connection.hurry();
  }

  /** Waits for `3099`: everything that this Job brings to the Catalog has been taken before it resolves. */
  async endOfJob(timeoutMs: number): Promise<StorageEndJob> {
    const reply = await this.session.reply({ awaited: 'the end of the Job (3099)', timeoutMs });
    const verdict = parseStorageEndJob(reply);
    if (verdict === undefined) throw new DaemonRefusedError(this.daemon, 'the Job', displayText(reply));
    this.isDone = true;
    return verdict;
  }

  silentForMs(): number {
    return this.session.silentForMs();
  }

  destroy(error: Error): void {
    this.session.destroy(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.spool?.[Symbol.dispose]();
    await this.session[Symbol.asyncDispose]();
  }
}

const CALL_CLIENT_MS = 31 * 60_000;
const RESERVE_HINT =
  "Device and MediaType of the Director's Storage resource must match a Device of the Storage Daemon that is enabled and free";
