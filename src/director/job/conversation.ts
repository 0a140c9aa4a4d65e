/**
 * A console conversation with a daemon: no Job, one command, lines until EOD (02 §15, 03 §8). Used for status, estimate
 * and to cancel a Job from outside its own connection.
 */
import type { ClientResource, StorageResource } from '../../config/index.ts';
import { type ByteString, bytesToByteString, displayText } from '../../core/index.ts';
import {
  answerSignal,
  type Connection,
  clientCommand,
  clientReply,
  isTermination,
  PeerTimeoutError,
  SIGNAL,
  storageCommand,
} from '../../protocol/index.ts';
import { callClient, callStorage, clientName, storageName } from './connect.ts';
import { DaemonLostError, DaemonRefusedError, DaemonSilentError } from './errors.ts';
import type { JobTools } from './tools.ts';

export interface TalkOptions {
  readonly signal?: AbortSignal;
  readonly connectMs?: number;
  /** The longest silence. */
  readonly silenceMs?: number;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const LINES_BYTES_MAX = 64 * 1024 * 1024;

/** One packet, or undefined at EOD. HEARTBEATs only show that the daemon lives. */
export async function readPacket(
  connection: Connection,
  daemon: string,
  options: TalkOptions,
  now: () => Date,
): Promise<ByteString | undefined> {
  const awaited = 'its answer';
  const timeoutMs = options.silenceMs ?? SILENCE_MS;
  const { signal } = options;
  for (;;) {
    const frame = await receive(connection, daemon, awaited, { timeoutMs, ...(signal && { signal }) });
    if (frame === undefined) throw new DaemonLostError(daemon, awaited);
    if (frame.kind === 'data') return bytesToByteString(frame.payload);
    if (frame.signal === SIGNAL.EOD || frame.signal === SIGNAL.EOD_POLL) return undefined;
    if (isTermination(frame.signal)) throw new DaemonLostError(daemon, awaited);
    await answerSignal(connection, frame.signal, now);
  }
}

async function receive(connection: Connection, daemon: string, awaited: string, options: { timeoutMs: number }) {
  try {
    return await connection.receive(options);
  } catch (error) {
    if (error instanceof PeerTimeoutError) throw new DaemonSilentError(daemon, awaited, options.timeoutMs);
    throw error;
  }
}

/** Opens a console conversation with a Client; `talk` has it until it returns. */
export async function talkToClient<T>(
  client: ClientResource,
  tools: JobTools,
  options: TalkOptions,
  talk: (connection: Connection, version: number) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  const call = { patienceMs: options.connectMs ?? CONNECT_MS, ...(signal && { signal }) };
  const { connection, version } = await callClient(client, tools, call);
  await using _ = connection;
  const job = tools.names('-Console-');
  await connection.send(
    clientCommand.job.format({ jobId: 0, job, sessionId: 0, sessionTime: 0, authorization: 'dummy' }),
  );
  const reply = (await readPacket(connection, clientName(client), options, tools.clock.now)) ?? '';
  if (clientReply.job.parse(reply) === undefined) {
    throw new DaemonRefusedError(clientName(client), 'the conversation', displayText(reply));
  }
  return await talk(connection, version);
}

/** The lines of one command at a Client. */
export const askClient = (client: ClientResource, tools: JobTools, command: ByteString, options: TalkOptions = {}) =>
  talkToClient(client, tools, options, async (connection) => {
    await connection.send(command);
    return await readLines(connection, clientName(client), options, tools);
  });

/** The lines of one command at a Storage Daemon. */
export async function askStorage(
  storage: StorageResource,
  tools: JobTools,
  command: ByteString,
  options: TalkOptions = {},
): Promise<ByteString[]> {
  const { signal } = options;
  const call = { patienceMs: options.connectMs ?? CONNECT_MS, ...(signal && { signal }) };
  const { connection } = await callStorage(storage, tools, call);
  await using _ = connection;
  await connection.send(command);
  return await readLines(connection, storageName(storage), options, tools);
}

async function readLines(connection: Connection, daemon: string, options: TalkOptions, tools: JobTools) {
  const lines: ByteString[] = [];
  let bytes = 0;
  for (;;) {
    const packet = await readPacket(connection, daemon, options, tools.clock.now);
    if (packet === undefined) return lines;
    bytes += packet.length;
    if (bytes > LINES_BYTES_MAX) throw new DaemonRefusedError(daemon, 'to end its answer', `${bytes} bytes came`);
    lines.push(packet.replaceAll('\0', ''));
  }
}

const CANCEL = { connectMs: 5_000, silenceMs: 5_000 };

export const cancelAtClient = (client: ClientResource, tools: JobTools, job: ByteString): Promise<ByteString[]> =>
  askClient(client, tools, clientCommand.cancel.format({ job }), CANCEL);

export const cancelAtStorage = (storage: StorageResource, tools: JobTools, job: ByteString): Promise<ByteString[]> =>
  askStorage(storage, tools, storageCommand.cancel.format({ job }), CANCEL);
