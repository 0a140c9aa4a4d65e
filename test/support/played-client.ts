/** A File Daemon that the test plays: an append session of small files, told as a genuine one tells them (page 04 §3). */
import { type ByteString, bytesToByteString, Secret } from '../../src/core/index.ts';
import {
  type BulkConnection,
  dialStorageForJob,
  encodeAttributeRecord,
  encodeLStat,
  type LStat,
  SIGNAL,
  STREAM,
  TLS_OFF,
} from '../../src/protocol/index.ts';
import type { PlayedTicket } from './played-director.ts';
import type { PlayedStorage } from './played-storage.ts';

const WAIT = { timeoutMs: 60_000 };

export class PlayedClient implements AsyncDisposable {
  readonly connection: BulkConnection;

  private constructor(connection: BulkConnection) {
    this.connection = connection;
  }

  static async call(storage: PlayedStorage, job: ByteString, ticket: PlayedTicket): Promise<PlayedClient> {
    const { connection } = await dialStorageForJob({
      host: '127.0.0.1',
      port: storage.port,
      job,
      authorization: new Secret(ticket.authorization),
      ownName: 'played-fd',
      tls: TLS_OFF,
      connectTimeoutMs: 30_000,
      heartbeatSec: 60,
    });
    return new PlayedClient(connection);
  }

  /** The next text; `#n` for a signal, undefined when the other end has closed. */
  async hear(): Promise<ByteString | undefined> {
    for (;;) {
      const frame = await this.connection.receive(WAIT);
      if (frame === undefined) return undefined;
      if (frame.kind === 'data') return bytesToByteString(frame.payload);
      if (frame.signal !== SIGNAL.HEARTBEAT) return `#${frame.signal}`;
    }
  }

  async ask(command: ByteString): Promise<ByteString | undefined> {
    await this.connection.send(command);
    return this.hear();
  }

  /** Up to where data may flow. */
  async openAppend(): Promise<void> {
    const opened = await this.ask('append open session\n');
    const ticket = /ticket = (\d+)/.exec(opened ?? '')?.[1];
    const ready = await this.ask(`append data ${ticket}\n`);
    if (ready !== '3000 OK data\n') throw new Error(`No data wanted: ${opened} ${ready}`);
  }

  async stream(fileIndex: number, stream: number, records: readonly Buffer[]): Promise<void> {
    await this.connection.send(`${fileIndex} ${stream} 0`);
    for (const record of records) await this.connection.send(record);
    await this.connection.sendSignal(SIGNAL.EOD);
  }

  /** Attributes, data and a digest. */
  async file(fileIndex: number, data: Buffer): Promise<void> {
    await this.stream(fileIndex, STREAM.attributes, [attributesOf(fileIndex, data.length)]);
    if (data.length > 0) await this.stream(fileIndex, STREAM.fileData, [data]);
    await this.stream(fileIndex, STREAM.md5, [Buffer.alloc(16, fileIndex)]);
  }

  /** Everything behind the last file; after a bad word on the data the daemon may be gone, so nothing more is asked. */
  async closeAppend(): Promise<(ByteString | undefined)[]> {
    await this.connection.sendSignal(SIGNAL.EOD);
    const heard = [await this.hear()];
    if (heard[0]?.startsWith('3000 ')) {
      heard.push(await this.ask('append end session 1\n'), await this.ask('append close session 1\n'));
      heard.push(await this.hear());
    }
    await this[Symbol.asyncDispose]();
    return heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
  }
}

export const pathOf = (fileIndex: number): ByteString => `/played/file-${fileIndex}`;

export const attributesOf = (fileIndex: number, size: number): Buffer =>
  encodeAttributeRecord({
    fileIndex,
    type: 3,
    path: pathOf(fileIndex),
    lstat: encodeLStat({ ...NO_LSTAT, sizeBytes: size }),
    link: '',
    extended: '',
    deltaSeq: 0,
  });

const NO_LSTAT: LStat = {
  dev: 1,
  ino: 1,
  mode: 0o100644,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  sizeBytes: 0,
  blockSizeBytes: 4096,
  blocks: 1,
  atimeSec: 0,
  mtimeSec: 0,
  ctimeSec: 0,
  linkFileIndex: 0,
  flags: 0,
  dataStream: 2,
};
