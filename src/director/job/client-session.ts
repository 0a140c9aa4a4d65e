/**
 * The Director's side of a Job's conversation with a File Daemon (02 §2–§12): commands and their replies, while what
 * the daemon says in between goes to the Job. What a backup and a restore have in common is here.
 */
import { type ByteString, displayText } from '../../core/index.ts';
import {
  type ClientEndJob,
  type ClientIdentity,
  type Connection,
  classifyClientPacket,
  clientCommand,
  clientRelease,
  clientReleaseByVersion,
  clientReply,
  type Line,
  type MessageType,
  parseClientEndJob,
  parseClientIdentity,
  type Release,
} from '../../protocol/index.ts';
import { DaemonSession, type Wait } from './daemon-session.ts';
import { DaemonGarbageError, DaemonRefusedError } from './errors.ts';

/** Who hears what the daemon says between commands. */
export interface ClientListener {
  message(type: MessageType, text: ByteString, at: Date): void;
  progress(files: number, bytes: number, bytesPerSecond: number): void;
}

export interface JobLine {
  readonly jobId: number;
  readonly job: ByteString;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly authorization: ByteString;
}

export const REPLY_MS = 60_000;
const MALFORMED_MAX = 20;

export class ClientSession implements AsyncDisposable {
  readonly daemon: string;
  readonly version: number;
  readonly session: DaemonSession;
  /** Its last word on the Job has been heard. */
  isDone = false;
  readonly #listener: ClientListener;
  #release: Release;
  #malformed = 0;
  #lastWords = '';
  #hurrying = false;

  constructor(connection: Connection, version: number, daemon: string, listener: ClientListener) {
    this.daemon = daemon;
    this.version = version;
    this.#release = clientReleaseByVersion(version);
    this.#listener = listener;
    this.session = new DaemonSession(connection, { daemon, onTraffic: (payload) => this.#hear(payload) });
  }

  /** Says which Job this conversation is for; the answer tells what the Client is. */
  async startJob(fields: JobLine): Promise<ClientIdentity> {
    await this.session.send(clientCommand.job.format(fields));
    return await this.identity();
  }

  /** The answer to the Job line, where that was sent without waiting. */
  async identity(): Promise<ClientIdentity> {
    const { release } = await this.expect(clientReply.job, 'its answer to JobId');
    this.#release = clientRelease(release);
    return parseClientIdentity(release);
  }

  send(text: ByteString): Promise<void> {
    return this.session.send(text);
  }

  /** Sends, and waits for the one good answer; everything else is a refusal, in the daemon's own words. */
  async command<F>(text: ByteString, expected: Line<F>, awaited: string, wait: Partial<Wait> = {}): Promise<F> {
    await this.session.send(text);
    return this.expect(expected, awaited, wait);
  }

  async expect<F>(expected: Line<F>, awaited: string, wait: Partial<Wait> = {}): Promise<F> {
    const reply = await this.session.reply({ timeoutMs: REPLY_MS, ...wait, awaited });
    const fields = expected.parse(reply);
    if (fields !== undefined) return fields;
    throw new DaemonRefusedError(this.daemon, `to go on (${awaited} was expected)`, this.#reason(reply));
  }

  /** As `command`, where the daemon says more than its answer, and the next thing sent to it is one short command. */
  async hurriedCommand<F>(text: ByteString, expected: Line<F>, awaited: string, wait: Partial<Wait> = {}): Promise<F> {
    this.#hurrying = true;
    try {
      return await this.command(text, expected, awaited, wait);
    } finally {
      this.#hurrying = false;
    }
  }

  /** Waits for `2800`, as long as the Job takes: who limits its time aborts the session. */
  async endOfJob(timeoutMs: number): Promise<ClientEndJob> {
    const reply = await this.session.reply({ awaited: 'the end of the Job (2800)', timeoutMs });
    const verdict = parseClientEndJob(reply);
    if (verdict === undefined) throw new DaemonRefusedError(this.daemon, 'the Job', this.#reason(reply));
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
    await this.session[Symbol.asyncDispose]();
  }

  /** Some refusals are a bare number after words without one: "Bad storage command: …". */
  #reason(reply: ByteString): string {
    const verdict = parseClientEndJob(reply);
    const text = verdict === undefined ? displayText(reply.trim()) : `it ended the Job with status ${verdict.status}`;
    return this.#lastWords === '' ? text : `${text} (it said before: ${this.#lastWords})`;
  }

  #hear(payload: Buffer): boolean {
    const packet = classifyClientPacket(payload, this.#release);
    switch (packet.kind) {
      case 'reply':
      case 'job-ended':
        return false;
      case 'job-message':
        this.#listener.message(packet.type, packet.text, new Date(packet.timeSec * 1000));
        if (this.#hurrying) this.session.connection.hurry();
        return true;
      case 'progress':
        this.#listener.progress(packet.files, packet.bytes, packet.bytesPerSec);
        return true;
      case 'unknown-request':
        void this.session.send('1990 Invalid Catalog Request\n').catch(() => undefined);
        return true;
      case 'text':
        this.#lastWords = displayText(packet.text.trim()).slice(0, 200);
        return true;
      case 'malformed':
        if (++this.#malformed > MALFORMED_MAX) {
          throw new DaemonGarbageError(this.daemon, 'a message', packet.error.message, { cause: packet.error });
        }
        return true;
      default:
        return true;
    }
  }
}
