/** The data phase of a Job that reads: records of a Volume to a File Daemon, each behind its header (page 04 §8). */
import { type Clock, withDeadline } from '../../../../core/index.ts';
import { PeerTimeoutError, SIGNAL } from '../../../../protocol/index.ts';
import type { Media, ReadRecord, ReadSession } from '../../media/index.ts';
import { DataPeerLostError, NoDataPlaceError } from '../errors.ts';
import type { DataConnection } from '../job/data-gate.ts';
import type { ServedJob } from '../job/served-job.ts';
import { STALL_MS } from '../patience.ts';
import { type DataEnd, judge } from './data-end.ts';
import { FramePacker } from './frame-packer.ts';
import { Throttle } from './throttle.ts';

/** The media take it from here; nothing is mounted before the first batch is asked for. */
export function openRead(media: Media, job: ServedJob): ReadSession {
  const reservation = job.read;
  if (reservation === undefined) throw new NoDataPlaceError('for reading');
  job.read = undefined;
  return media.openRead(reservation, job, job.bootstrap ?? []);
}

/** Sends one record. A promise: wait for it before the next one. */
export type SendRecord = (packer: FramePacker, record: ReadRecord) => Promise<void> | undefined;

export interface Delivery {
  readonly job: ServedJob;
  readonly session: ReadSession;
  readonly data: DataConnection;
  readonly clock: Clock;
  /** The first records are there: the peer may be told. */
  readonly begin: () => Promise<void>;
  readonly send: SendRecord;
  /** What is due behind the last record, before the EOD. */
  readonly finish?: (packer: FramePacker) => Promise<void> | undefined;
}

/** Reads and sends to the end, EOD included. `begun`: the peer was told that data comes. */
export async function deliver(delivery: Delivery): Promise<DataEnd & { readonly begun: boolean }> {
  const { job, session, data, clock, begin, send } = delivery;
  let begun = false;
  try {
    await using _ = session;
    job.measure = () => session.figures;
    const packer = new FramePacker(data.connection, new Throttle(clock, () => job.bytesPerSecMax, job.signal));
    for await (const batch of session) {
      if (!begun) await begin();
      begun = true;
      for (const record of batch) {
        if (record.fileIndex < 1) continue;
        const held = send(packer, record);
        if (held !== undefined) await sending(held, data);
      }
      const settled = packer.settled();
      if (settled !== undefined) await sending(inTime(settled, data), data);
    }
    if (!begun) await begin();
    begun = true;
    await sending(Promise.all([delivery.finish?.(packer), packer.signal(SIGNAL.EOD), packer.flush()]), data);
  } catch (error) {
    return { ...judge(job, error, 0), ...figuresOf(session), begun };
  }
  // What could not be read has been said, and is missing now at the other end.
  return { status: session.figures.errors > 0 ? 'E' : 'T', ...figuresOf(session), begun };
}

/** A peer that reads nothing may not keep us for ever, however little is left. */
const inTime = (settled: Promise<void>, { connection: { peer } }: DataConnection): Promise<void> =>
  withDeadline(settled, STALL_MS, () => new PeerTimeoutError(peer, 'read what was sent to it', STALL_MS));

const figuresOf = ({ figures: { files, bytes } }: ReadSession) => ({ files, bytes });

async function sending(sent: Promise<unknown>, { connection }: DataConnection): Promise<void> {
  try {
    await sent;
  } catch (error) {
    throw new DataPeerLostError(connection.peer, 'it to take data', { cause: error });
  }
}

/** To a File Daemon: a header for each record. */
export const sendToClient: SendRecord = (packer, { sessionId, sessionTime, fileIndex, stream, data }) => {
  const head = packer.text(`rechdr ${sessionId} ${sessionTime} ${fileIndex} ${stream} ${data.length}`);
  const body = packer.data(data);
  if (head === undefined) return body;
  return body === undefined ? head : Promise.all([head, body]).then(() => undefined);
};
