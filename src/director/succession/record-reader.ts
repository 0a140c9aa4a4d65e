/**
 * The records of a session as a Storage Daemon sends them to whoever reads (04 §8): the Director stands in a Client's place,
 * on a connection of its own, with the Job's key. It writes nothing to any disk, and asks no Client.
 */
import { bytesToByteString, displayText } from '../../core/index.ts';
import {
  answerSignal,
  type Connection,
  isTermination,
  type Line,
  readHeader,
  SIGNAL,
  sessionCommand,
  sessionReply,
} from '../../protocol/index.ts';
import { DaemonGarbageError, DaemonLostError, DaemonRefusedError } from '../job/errors.ts';

export interface SavedRecord {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly fileIndex: number;
  readonly stream: number;
  /** Holds until the promise that taking it returned is settled. */
  readonly record: Buffer;
}

export interface Reading {
  readonly connection: Connection;
  readonly daemon: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** The Volume may have to be found and mounted. */
const DEVICE_MS = 10 * 60_000;
const REPLY_MS = 60_000;

/** Reads all that the bootstrap chose. `take`: a promise means that it must be waited for. */
export async function readRecords(
  reading: Reading,
  session: { readonly sessionId: number; readonly sessionTime: number },
  take: (record: SavedRecord) => Promise<void> | undefined,
): Promise<void> {
  const nowhere = { startFile: 0, endFile: 0, startBlock: 0, endBlock: 0 };
  const open = sessionCommand.readOpen.format({ volume: 'DummyVolume', ...session, ...nowhere });
  const { ticket } = await ask(reading, 'to open a session', open, sessionReply.open, REPLY_MS);
  const data = sessionCommand.readData.format({ ticket });
  await ask(reading, 'to find the Volume', data, sessionReply.data, DEVICE_MS);
  for (;;) {
    const header = await next(reading, DEVICE_MS);
    if (header === undefined) break;
    const fields = readHeader.parse(bytesToByteString(header));
    if (fields === undefined) throw refused(reading, 'to send the records', header);
    const { length, ...rest } = fields;
    const record = length === 0 ? header.subarray(0, 0) : await next(reading, DEVICE_MS);
    if (record?.length !== length) throw garbage(reading, `${length} bytes were announced, ${record?.length} came`);
    await take({ ...rest, record });
  }
  await ask(
    reading,
    'to close the session',
    sessionCommand.readClose.format({ ticket }),
    sessionReply.closed,
    REPLY_MS,
  );
}

async function ask<F>(reading: Reading, step: string, command: string, good: Line<F>, timeoutMs: number): Promise<F> {
  await reading.connection.send(command);
  const answer = await next(reading, timeoutMs);
  const fields = answer && good.parse(bytesToByteString(answer));
  if (fields === undefined) throw refused(reading, step, answer);
  return fields;
}

/** The next packet; undefined at the end of data. */
async function next({ connection, daemon, signal, now }: Reading, timeoutMs: number): Promise<Buffer | undefined> {
  for (;;) {
    const frame = await connection.receive({ timeoutMs, signal });
    if (frame === undefined) throw new DaemonLostError(daemon, 'the records of the Job');
    if (frame.kind === 'data') return frame.payload;
    if (frame.signal === SIGNAL.EOD) return undefined;
    if (isTermination(frame.signal)) throw new DaemonLostError(daemon, 'the records of the Job');
    await answerSignal(connection, frame.signal, now);
  }
}

const refused = ({ daemon }: Reading, step: string, answer: Buffer | undefined): DaemonRefusedError =>
  new DaemonRefusedError(
    daemon,
    step,
    answer === undefined ? 'it said nothing' : displayText(bytesToByteString(answer)),
  );

const garbage = ({ daemon }: Reading, what: string): DaemonGarbageError =>
  new DaemonGarbageError(daemon, 'the records of the Job', what);
