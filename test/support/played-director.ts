/**
 * A Director that the test plays against our Storage Daemon: it answers what is asked about Volumes from a FakeCatalog,
 * and keeps everything that it is told. With an extension it is one of ours, and is told through a journal.
 */
import { type ByteString, bytesToByteString, Secret } from '../../src/core/index.ts';
import type { VolumeVerdict } from '../../src/daemons/storage/media/index.ts';
import {
  type AttributePacket,
  type Connection,
  classifyStoragePacket,
  decodeAttributePacket,
  dialStorageDaemon,
  formatVolumeAnswer,
  JOB_MEDIA_CREATED,
  type JobMediaRange,
  parseJobMediaRange,
  parseStorageEndJob,
  SIGNAL,
  SPOOL_NOT_SHARED,
  type StorageEndJob,
  storageCommand,
  storageReply,
  TLS_AUTOMATIC,
  TLS_OFF,
} from '../../src/protocol/index.ts';
import { PLAYED_PASSWORD, type PlayedStorage } from './played-storage.ts';
import { until } from './wait.ts';

export interface PlayedDirectorOptions {
  readonly name?: string;
  readonly extension?: number;
  readonly tls?: boolean;
  readonly password?: string;
  /** Says no receipts for facts by itself. */
  readonly silent?: boolean;
}

export interface PlayedTicket {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly authorization: ByteString;
}

type JobFields = Parameters<typeof storageCommand.job.format>[0];

export class PlayedDirector implements AsyncDisposable {
  readonly storage: PlayedStorage;
  readonly connection: Connection;
  readonly version: number;
  readonly extension: number | undefined;
  /** Everything but requests and attributes, in order; signals as `#n`. */
  readonly said: ByteString[] = [];
  readonly attributes: AttributePacket[] = [];
  /** Packets of facts by their numbers. */
  readonly facts = new Map<number, ByteString>();
  /** How often a fact came that had been there. */
  repeated = 0;
  ended: StorageEndJob | undefined;
  closed = false;
  /** Leaves requests without an answer. */
  deaf = false;
  silent: boolean;
  readonly #replies: ByteString[] = [];
  #list: JobMediaRange[] | undefined;
  #jobId = 0;
  #pool = 'Default';

  private constructor(storage: PlayedStorage, dialled: Awaited<ReturnType<typeof dialStorageDaemon>>, silent: boolean) {
    this.storage = storage;
    this.connection = dialled.connection;
    this.version = dialled.version;
    this.extension = dialled.extension;
    this.silent = silent;
    void this.#read();
  }

  static async call(storage: PlayedStorage, options: PlayedDirectorOptions = {}): Promise<PlayedDirector> {
    const { name = 'played-dir', extension, tls = false, silent = false, password = PLAYED_PASSWORD } = options;
    const dialled = await dialStorageDaemon({
      host: '127.0.0.1',
      port: storage.port,
      directorName: name,
      password: new Secret(password),
      tls: tls ? TLS_AUTOMATIC : TLS_OFF,
      connectTimeoutMs: 30_000,
      heartbeatSec: 60,
      ...(extension === undefined ? {} : { extension }),
    });
    return new PlayedDirector(storage, dialled, silent);
  }

  /** One of ours, with its epoch said. */
  static async lead(
    storage: PlayedStorage,
    epoch: number,
    options: PlayedDirectorOptions = {},
  ): Promise<PlayedDirector> {
    const director = await PlayedDirector.call(storage, { extension: 1, ...options });
    await director.ask(`understudy epoch=${epoch}\n`);
    return director;
  }

  /** The next line with a code. */
  async ask(command: ByteString): Promise<ByteString> {
    await this.connection.send(command);
    return this.reply(command);
  }

  reply(what: string): Promise<ByteString> {
    return until(
      async () => {
        const reply = this.#replies.shift();
        if (reply === undefined && this.closed) return 'closed';
        return reply;
      },
      { what: () => `an answer to ${what}; said so far:\n${this.said.join('')}`, timeoutMs: 60_000 },
    );
  }

  /** All lines up to the end of data. */
  async list(command: ByteString): Promise<ByteString[]> {
    const from = this.said.length;
    await this.connection.send(command);
    await until(async () => this.closed || this.said.slice(from).includes(`#${SIGNAL.EOD}`), { what: command });
    return this.said.slice(from).filter((text) => !text.startsWith('#'));
  }

  async startJob(fields: Partial<JobFields> = {}): Promise<PlayedTicket> {
    const jobId = fields.jobId ?? 1;
    this.#jobId = jobId;
    const line = storageCommand.job.format({ ...JOB, jobId, job: `Backup.2026-11-20_10.00.00_${jobId}`, ...fields });
    const reply = await this.ask(line);
    const ticket = storageReply.job.parse(reply);
    if (ticket === undefined) throw new Error(`The Job was refused: ${reply}`);
    return ticket;
  }

  async use(
    device: ByteString,
    append: boolean,
    more: { wait?: boolean; pool?: string; mediaType?: string } = {},
  ): Promise<ByteString> {
    const { wait = false, pool = 'Default', mediaType = 'File' } = more;
    if (append) this.#pool = pool;
    const storage = { storage: 'played', mediaType, pool, poolType: 'Backup', append, wait };
    await this.connection.send(storageCommand.useStorage.format(storage));
    await this.connection.send(storageCommand.useDevice.format({ device }));
    await this.connection.sendSignal(SIGNAL.EOD);
    await this.connection.sendSignal(SIGNAL.EOD);
    return this.reply('use storage');
  }

  async bootstrap(text: ByteString): Promise<ByteString> {
    await this.connection.send('bootstrap\n');
    for (const line of text.trimEnd().split('\n')) await this.connection.send(`${line}\n`);
    await this.connection.sendSignal(SIGNAL.EOD);
    return this.reply('bootstrap');
  }

  async run(): Promise<void> {
    await this.connection.send('run');
  }

  /** The Job of a Director that is gone, from a fact on. */
  attach(jobId: number, job: ByteString, from: number): Promise<ByteString> {
    this.#jobId = jobId;
    return this.ask(`journal attach Job=${job} from=${from}\n`);
  }

  acknowledge(number: number): Promise<void> {
    return this.connection.send(`Journal ack=${number}\n`);
  }

  end(): Promise<StorageEndJob> {
    return until(
      async () => this.ended ?? (this.closed ? Promise.reject(new Error(`closed: ${this.said.join('')}`)) : undefined),
      {
        what: () => `the end of the Job; said so far:\n${this.said.join('')}`,
        timeoutMs: 60_000,
      },
    );
  }

  hears(pattern: RegExp): Promise<unknown> {
    return until(async () => pattern.test(this.said.join('')), {
      what: () => `${pattern}; said so far:\n${this.said.join('')}`,
      timeoutMs: 60_000,
    });
  }

  /** As when it is killed. */
  die(): void {
    this.connection.destroy();
    this.closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await this.connection[Symbol.asyncDispose]();
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const frames = await this.connection.receiveAvailable({ timeoutMs: 60_000 });
        if (frames.length === 0) break;
        for (const frame of frames) {
          if (frame.kind === 'signal') await this.#takeSignal(frame.signal);
          else await this.#take(Buffer.from(frame.payload));
        }
      }
    } catch {
      // Closed by one of the two.
    }
    this.closed = true;
  }

  async #takeSignal(signal: number): Promise<void> {
    if (signal === SIGNAL.EOD && this.#list !== undefined) {
      this.storage.catalog.create(this.#list, this.#jobId);
      this.#list = undefined;
      if (!this.deaf) await this.connection.send(JOB_MEDIA_CREATED);
      return;
    }
    if (signal !== SIGNAL.HEARTBEAT) this.said.push(`#${signal}`);
  }

  async #take(payload: Buffer): Promise<void> {
    const fact = /^Journal (\d+) /.exec(payload.toString('latin1', 0, 40));
    if (fact === null || payload.toString('latin1', 0, 12) === 'Journal Job=') return this.#takePacket(payload);
    const number = Number(fact[1]);
    if (this.facts.has(number)) this.repeated++;
    const packet = payload.subarray(fact[0].length);
    this.facts.set(number, bytesToByteString(packet));
    await this.#takeFact(packet);
    if (!this.silent) await this.acknowledge(number);
  }

  async #takeFact(packet: Buffer): Promise<void> {
    const text = bytesToByteString(packet);
    if (text.startsWith('JobMedia\n')) {
      const ranges = text
        .split('\n')
        .slice(1)
        .flatMap((line) => parseJobMediaRange(line) ?? []);
      return this.storage.catalog.create(ranges, this.#jobId);
    }
    if (text.startsWith('CatReq ')) {
      const request = classifyStoragePacket(packet, '15.0');
      if (request.kind === 'update-media') this.storage.catalog.update(request);
      return;
    }
    await this.#takePacket(packet);
  }

  async #takePacket(payload: Buffer): Promise<void> {
    if (payload.toString('latin1', 0, 7) === 'UpdCat ')
      return void this.attributes.push(decodeAttributePacket(payload));
    const packet = classifyStoragePacket(payload, this.version >= 30_000 ? '15.0' : '9.6');
    const { catalog } = this.storage;
    switch (packet.kind) {
      case 'find-media':
        return this.#answer(catalog.find(packet));
      case 'get-volume':
        return this.#answer(catalog.get(packet.volume, packet.write, this.#pool));
      case 'update-media':
        return this.#answer(catalog.update(packet));
      case 'create-job-media':
        this.#list = [];
        return;
      case 'attribute-spool':
        return this.connection.send(SPOOL_NOT_SHARED);
      default:
        return this.#takeText(bytesToByteString(payload));
    }
  }

  async #takeText(text: ByteString): Promise<void> {
    const range = this.#list === undefined ? undefined : parseJobMediaRange(text);
    if (range !== undefined) return void this.#list?.push(range);
    this.said.push(text);
    this.ended ??= parseStorageEndJob(text);
    if (/^\d{4} /.test(text) && !/^30(10|99) /.test(text)) this.#replies.push(text);
  }

  async #answer(verdict: VolumeVerdict): Promise<void> {
    if (this.deaf) return;
    await this.connection.send(
      verdict.kind === 'granted' ? formatVolumeAnswer(verdict.volume, this.version) : `${verdict.why}\n`,
    );
  }
}

const JOB: JobFields = {
  jobId: 1,
  job: 'Backup.2026-11-20_10.00.00_01',
  jobName: 'Backup',
  client: 'played-fd',
  type: 'B',
  level: 'F',
  fileSet: 'Small Set',
  noAttributes: false,
  spoolAttributes: true,
  fileSetMd5: 'q6+C/7YtbSYXBA+td/+JgA',
  spoolData: false,
  writePartAfterJob: true,
  preferMountedVolumes: true,
  spoolSizeBytes: 0,
  rerunning: false,
  sessionId: 0,
  sessionTime: 0,
  storageCalls: false,
  authorization: 'dummy',
};
