/**
 * A Storage Daemon of a test: takes what a File Daemon saves and keeps it in memory, or plays records back to it. With
 * a conversation of ask-client.ts it makes whole Jobs without a Director, a Catalog or a Volume.
 */
import type { ByteString } from '../../src/core/index.ts';
import {
  appendHeader,
  type Connection,
  clientCommand,
  formatRestore,
  type JobMessage,
  type RestoreCommand,
  readHeader,
  SIGNAL,
  sessionCommand,
  sessionReply,
} from '../../src/protocol/index.ts';
import { type CalledClient, type ClientConversation, callClient, nextJobName } from './ask-client.ts';
import { awaitClient } from './awaited-client.ts';

const TIMEOUT_MS = 120_000;
const KEY = 'ABCD-EFGH-IJKL-MNOP-ABCD-EFGH-IJKL-MNOP';
const SESSION = { sessionId: 7, sessionTime: 1_795_167_209 };

/** One record, as it would lie on a Volume. */
export interface Recorded {
  readonly fileIndex: number;
  readonly stream: number;
  readonly data: Buffer;
}

export interface RecordedJob {
  readonly records: readonly Recorded[];
  readonly messages: readonly JobMessage[];
  /** `2800 End Job …` */
  readonly end: ByteString;
}

/** A backup of what the lines of the FileSet say, Full or since a second. */
export async function recordBackup(
  client: CalledClient,
  fileSet: readonly ByteString[],
  sinceSec?: number,
): Promise<RecordedJob> {
  return withStorage(client, async (conversation, data, port) => {
    await conversation.level(sinceSec);
    await conversation.fileSet(fileSet);
    await conversation.order(clientCommand.storage.format({ address: 'localhost', port, tls: 0 }), '2000 OK storage');
    await conversation.order(clientCommand.backup.format({ fileIndex: 0 }), '2000 OK backup');
    const records = await receiveRecords(await data);
    const end = await conversation.expect('2800 End Job');
    return { records, messages: conversation.messages, end };
  });
}

/** A restore of these records; `files` counts the attribute records among them. */
export async function replayRestore(
  client: CalledClient,
  records: readonly Recorded[],
  restore: Omit<RestoreCommand, 'files'>,
): Promise<Omit<RecordedJob, 'records'>> {
  return withStorage(client, async (conversation, data, port) => {
    const storage = { address: 'localhost', port, tls: 0, authorization: KEY };
    await conversation.order(clientCommand.restoreStorage.format(storage), '2000 OK storage');
    const files = new Set(records.map(({ fileIndex }) => fileIndex)).size;
    await conversation.order(formatRestore({ ...restore, files }), '2000 OK restore');
    await sendRecords(await data, records);
    await conversation.expect('2000 OK storage end');
    const end = await conversation.order(clientCommand.endRestore.format({}), '2800 End Job');
    return { messages: conversation.messages, end };
  });
}

async function withStorage<T>(
  client: CalledClient,
  work: (conversation: ClientConversation, data: Promise<Connection>, port: number) => Promise<T>,
): Promise<T> {
  await using listener = await awaitClient(KEY);
  await using conversation = await callClient(client);
  await conversation.begin(nextJobName(), { ...SESSION, authorization: KEY });
  const result = await work(conversation, listener.called, listener.port);
  await (await listener.called)[Symbol.asyncDispose]();
  return result;
}

async function expectCommand(data: Connection, command: ByteString): Promise<void> {
  for (;;) {
    const frame = await data.receive({ timeoutMs: TIMEOUT_MS });
    if (frame === undefined) throw new Error(`The Client hung up in place of ${command}`);
    if (frame.kind === 'signal') continue;
    const text = frame.payload.toString('latin1');
    if (!text.startsWith(command)) throw new Error(`Expected ${command}, got ${text}`);
    return;
  }
}

async function receiveRecords(data: Connection): Promise<Recorded[]> {
  const ticket = SESSION.sessionId;
  await expectCommand(data, 'append open session');
  await data.send(sessionReply.open.format({ ticket }));
  await expectCommand(data, 'append data');
  await data.send(sessionReply.data.format({}));
  const records = await readRecords(data);
  await data.send(sessionReply.appended.format({}));
  await expectCommand(data, 'append end session');
  await data.send(sessionReply.ended.format({}));
  await expectCommand(data, 'append close session');
  await data.send(sessionReply.closed.format({ status: 'T' }));
  await data.sendSignal(SIGNAL.EOD);
  return records;
}

async function readRecords(data: Connection): Promise<Recorded[]> {
  const records: Recorded[] = [];
  let stream: { fileIndex: number; stream: number } | undefined;
  for (;;) {
    const frame = await data.receive({ timeoutMs: TIMEOUT_MS });
    if (frame === undefined) throw new Error('The Client hung up in the middle of its data');
    if (frame.kind === 'signal') {
      if (frame.signal !== SIGNAL.EOD) continue;
      if (stream === undefined) return records;
      stream = undefined;
    } else if (stream === undefined) {
      stream = appendHeader.parse(frame.payload.toString('latin1'));
      if (stream === undefined) throw new Error(`No stream header: ${frame.payload.toString('latin1')}`);
    } else {
      records.push({ ...pick(stream), data: Buffer.from(frame.payload) });
    }
  }
}

const pick = ({ fileIndex, stream }: { fileIndex: number; stream: number }) => ({ fileIndex, stream });

async function sendRecords(data: Connection, records: readonly Recorded[]): Promise<void> {
  await expectCommand(data, 'read open session');
  await data.send(sessionReply.open.format({ ticket: SESSION.sessionId }));
  await expectCommand(data, 'read data');
  await data.send(sessionReply.data.format({}));
  for (const record of records) {
    await data.send(readHeader.format({ ...SESSION, ...pick(record), length: record.data.length }));
    await data.send(record.data);
  }
  await data.sendSignal(SIGNAL.EOD);
  await expectCommand(data, sessionCommand.readClose.format({ ticket: SESSION.sessionId }));
  await data.send(sessionReply.closed.format({ status: 'R' }));
  await data.sendSignal(SIGNAL.EOD);
}
