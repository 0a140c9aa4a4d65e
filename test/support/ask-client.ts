/**
 * A Director's side of a conversation with a File Daemon, in a few calls: whole Jobs of it without a Director, such as an
 * estimate. What the daemon says beside its answers is kept.
 */
import { type ByteString, bytesToByteString, Secret } from '../../src/core/index.ts';
import {
  type Connection,
  clientCommand,
  dialFileDaemon,
  formatEstimate,
  formatLevel,
  formatSince,
  type JobMessage,
  parseJobMessage,
  SIGNAL,
  TLS_AUTOMATIC,
} from '../../src/protocol/index.ts';
import type { FileDaemon } from './genuine.ts';

const TIMEOUT_MS = 60_000;

export interface ClientJob {
  readonly jobId?: number;
  readonly sessionId?: number;
  readonly sessionTime?: number;
  readonly authorization?: string;
}

/** Unique in this process, as Directors number their Jobs within a second. */
let jobs = 0;
export const nextJobName = (): string => {
  jobs++;
  return `Test.2026-11-20_09.31.${String(Math.floor(jobs / 60)).padStart(2, '0')}_${String(jobs % 60).padStart(2, '0')}`;
};

export class ClientConversation implements AsyncDisposable {
  readonly #connection: Connection;
  readonly version: number;
  /** How far our clock is ahead of the Client's. */
  clockAheadMs = 0;
  /** Messages of the Job, and whatever else came that was no answer. */
  readonly messages: JobMessage[] = [];
  readonly said: ByteString[] = [];

  constructor(connection: Connection, version: number) {
    this.#connection = connection;
    this.version = version;
  }

  async send(...packets: readonly (ByteString | Buffer)[]): Promise<void> {
    for (const packet of packets) await this.#connection.send(packet);
  }

  async endOfData(): Promise<void> {
    await this.#connection.sendSignal(SIGNAL.EOD);
  }

  /** Sends, and waits for an answer that begins so. */
  async order(command: ByteString, answer: ByteString): Promise<ByteString> {
    await this.send(command);
    return this.expect(answer);
  }

  async expect(beginning: ByteString): Promise<ByteString> {
    const text = await this.answer();
    if (!text?.startsWith(beginning)) {
      throw new Error(`Expected ${beginning}, got ${text}\n${this.messages.map((message) => message.text).join('')}`);
    }
    return text;
  }

  /** The next packet that begins with a digit; undefined where the conversation ends. */
  async answer(): Promise<ByteString | undefined> {
    for (;;) {
      const text = await this.packet();
      if (text === undefined || /^\d/.test(text)) return text;
      if (text !== '') this.said.push(text);
    }
  }

  /** The next text that is no message of a Job; empty for EOD, undefined for the end. */
  async packet(): Promise<ByteString | undefined> {
    for (;;) {
      const frame = await this.#connection.receive({ timeoutMs: TIMEOUT_MS });
      if (frame === undefined) return undefined;
      if (frame.kind === 'signal') {
        if (frame.signal === SIGNAL.TERMINATE) return undefined;
        if (frame.signal === SIGNAL.BTIME) await this.send(`btime ${(Date.now() + this.clockAheadMs) * 1000}\n`);
        if (frame.signal === SIGNAL.EOD) return '';
        continue;
      }
      const text = bytesToByteString(frame.payload);
      const message = parseJobMessage(text, this.version >= 213 ? '9.6' : '15.0');
      if (message?.kind !== 'job-message') return text;
      this.messages.push(message);
    }
  }

  async begin(job: string, { jobId = 1, sessionId = 0, sessionTime = 0, authorization = 'dummy' }: ClientJob = {}) {
    await this.order(clientCommand.job.format({ jobId, job, sessionId, sessionTime, authorization }), '2000 OK Job');
  }

  /** Full, or Incremental since that second. */
  async level(sinceSec?: number): Promise<void> {
    if (sinceSec === undefined) {
      await this.order(formatLevel({ level: 'full' }), '2000 OK level');
      return;
    }
    await this.send(formatLevel({ level: 'incremental' }), formatSince(sinceSec, 'Test.2026-11-20_09.30.00_01'));
    await this.expect('2000 OK level');
  }

  /** `lines`: the packets between `fileset` and EOD. */
  async fileSet(lines: readonly ByteString[]): Promise<void> {
    await this.send('fileset\n', ...lines);
    await this.endOfData();
    await this.expect('2000 OK include');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }
}

export type CalledClient = Pick<FileDaemon, 'address' | 'port' | 'password'>;

export async function callClient(client: CalledClient): Promise<ClientConversation> {
  const { connection, version } = await dialFileDaemon({
    host: client.address,
    port: client.port,
    directorName: 'test-dir',
    password: new Secret(client.password),
    tls: TLS_AUTOMATIC,
    connectTimeoutMs: TIMEOUT_MS,
    heartbeatSec: 60,
  });
  return new ClientConversation(connection, version);
}

export interface Estimate {
  /** One line of the listing each, without the newline. */
  readonly lines: readonly ByteString[];
  readonly total: ByteString | undefined;
  readonly messages: readonly JobMessage[];
  /** Texts beside: what a Client says of a Job without a number. */
  readonly said: readonly ByteString[];
}

/** `estimate listing` of a FileSet given by its lines. */
export async function estimateListing(
  client: CalledClient,
  lines: readonly ByteString[],
  sinceSec?: number,
): Promise<Estimate> {
  await using conversation = await callClient(client);
  await conversation.begin(nextJobName(), { jobId: 0 });
  await conversation.level(sinceSec);
  await conversation.fileSet(lines);
  await conversation.send(formatEstimate(true, conversation.version === 15 ? 0 : undefined));
  const listing: ByteString[] = [];
  for (;;) {
    const text = await conversation.packet();
    if (text === undefined || /^\d/.test(text)) {
      return { lines: listing, total: text, messages: conversation.messages, said: conversation.said };
    }
    if (/^[-dlcbpsf][-rwxsStT]{9}/.test(text)) listing.push(text.replace(/\n$/, ''));
    else if (text !== '') conversation.said.push(text);
  }
}
