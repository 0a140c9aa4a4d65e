/**
 * The conversation of a Job with its File Daemon (page 04 §2): it commands, we follow. Ends with how the data ended; what
 * a hostile one says ends this Job only.
 */
import { type ByteString, bytesToByteString, displayText } from '../../../../core/index.ts';
import { SIGNAL, sessionCommand, sessionReply } from '../../../../protocol/index.ts';
import { DataPeerGarbageError, DataPeerLostError } from '../errors.ts';
import type { DataConnection } from '../job/data-gate.ts';
import type { ServedJob } from '../job/served-job.ts';
import { keepAlive } from '../keep-alive.ts';
import type { ServerTools } from '../tools.ts';
import { type DataEnd, judge } from './data-end.ts';
import { deliver, openRead, sendToClient } from './deliver.ts';
import { Frames } from './frames.ts';
import { openAppend, receiveData } from './receive.ts';
import { testNetwork } from './test-network.ts';

const NOTHING: DataEnd = { status: 'T', files: 0, bytes: 0 };

export async function serveClient(job: ServedJob, data: DataConnection, tools: ServerTools): Promise<DataEnd> {
  const session = new ClientSession(job, data, tools);
  try {
    await session.follow();
    // Its Director died, or it failed, before it began: what was never sent did not end well.
    if (session.idle) throw new DataPeerLostError(data.connection.peer, 'its data');
  } catch (error) {
    // Whatever happens to the conversation after the data has ended changes nothing about the data.
    return session.end ?? { ...NOTHING, ...judge(job, error, 0) };
  } finally {
    await data.connection[Symbol.asyncDispose]();
  }
  return session.end ?? NOTHING;
}

class ClientSession {
  end: DataEnd | undefined;
  readonly #job: ServedJob;
  readonly #data: DataConnection;
  readonly #tools: ServerTools;
  readonly #frames: Frames;
  #open = false;
  #closed = false;
  #tested = false;
  /** Records are on their way to the peer. */
  #reading = false;

  constructor(job: ServedJob, data: DataConnection, tools: ServerTools) {
    this.#job = job;
    this.#data = data;
    this.#tools = tools;
    this.#frames = new Frames(data.connection);
  }

  /** Nothing that it came for was done. */
  get idle(): boolean {
    return this.end === undefined && !this.#tested;
  }

  /** Until it says farewell. It speaks last: a genuine one takes it for an error when we are gone by then. */
  async follow(): Promise<void> {
    for (;;) {
      const frame = this.#closed
        ? await this.#frames.next('its farewell', FAREWELL_MS)
        : await this.#frames.next('a command');
      if (frame === undefined) return;
      if (frame.kind === 'signal' || frame.payload.length === 0) continue;
      await this.#obey(bytesToByteString(frame.payload));
      // Nobody knows where in its data it is by now, and whether it listens.
      if (this.end !== undefined && !WHOLE_TALK.includes(this.end.status)) return;
    }
  }

  async #obey(text: ByteString): Promise<void> {
    if (sessionCommand.appendOpen.parse(text) || sessionCommand.readOpen.parse(text)) return this.#openSession();
    if (sessionCommand.appendData.parse(text)) return this.#append();
    if (sessionCommand.appendEnd.parse(text)) return this.#say(this.#open ? sessionReply.ended.format({}) : NOT_OPEN);
    if (sessionCommand.appendClose.parse(text) || sessionCommand.readClose.parse(text)) return this.#close();
    if (sessionCommand.readData.parse(text)) return this.#read();
    if (sessionCommand.readControl.parse(text)) return;
    if (text.startsWith('read open session')) return this.#say('3904 Error open session, bad parameters\n');
    if (text.startsWith('testnetwork ')) return this.#test(text);
    await this.#say('3900 Invalid command\n');
    throw new DataPeerGarbageError(this.#data.connection.peer, `the command "${displayText(text.slice(0, 60))}"`);
  }

  #openSession(): Promise<void> {
    if (this.#open) return this.#say('3901 Error session already open\n');
    this.#open = true;
    return this.#say(sessionReply.open.format({ ticket: this.#job.sessionId }));
  }

  async #append(): Promise<void> {
    if (!this.#open || this.end !== undefined) return this.#say(NOT_OPEN);
    const { media } = this.#tools;
    let session: Awaited<ReturnType<typeof openAppend>>;
    try {
      session = await this.#patiently(async () => openAppend(media, this.#job));
    } catch (error) {
      this.end = { ...NOTHING, ...judge(this.#job, error, 0) };
      return this.#say(`3903 Error append data: ${error instanceof Error ? error.message : ''}\n`);
    }
    await this.#say(sessionReply.data.format({})).catch(() => undefined);
    this.end = await this.#patiently(() => receiveData(this.#job, this.#frames, session));
    return this.#say(this.end.status === 'T' ? sessionReply.appended.format({}) : sessionReply.appendFailed.format({}));
  }

  async #read(): Promise<void> {
    if (!this.#open || this.end !== undefined) return this.#say(NOT_OPEN);
    const { media, clock } = this.#tools;
    const { begun, ...end } = await this.#patiently(async () =>
      deliver({
        job: this.#job,
        session: openRead(media, this.#job),
        data: this.#data,
        clock,
        begin: () => this.#beginReading(),
        send: sendToClient,
      }),
    );
    this.end = end;
    if (!begun) await this.#say('3000 error\n');
  }

  async #beginReading(): Promise<void> {
    this.#reading = true;
    await this.#say(sessionReply.data.format({}));
  }

  #test(text: ByteString): Promise<void> {
    this.#tested = true;
    return testNetwork(text, this.#frames);
  }

  async #close(): Promise<void> {
    const { connection } = this.#data;
    const appended = this.end?.status === 'T' && this.#job.moving;
    await this.#say(sessionReply.closed.format({ status: appended ? 'T' : this.#job.letter }));
    await connection.sendSignal(SIGNAL.EOD);
    this.#closed = true;
  }

  #say(text: ByteString): Promise<void> {
    return this.#data.connection.send(text);
  }

  /** The peer waits without a limit as long as it hears us. In the middle of data a signal would be taken for its end. */
  #patiently<T>(work: () => Promise<T>): Promise<T> {
    const beat = (): void => {
      this.#job.outlet.heartbeat();
      if (!this.#reading) void this.#data.connection.sendSignal(SIGNAL.HEARTBEAT).catch(() => undefined);
    };
    return keepAlive(work(), this.#tools.config.storage.heartbeatIntervalSec, beat);
  }
}

/** The data went to their end, whatever was wrong with them. */
const WHOLE_TALK = 'TE';
const FAREWELL_MS = 30_000;
const NOT_OPEN = '3902 Error session not opened\n';
