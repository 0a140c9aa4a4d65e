/**
 * Records that come over a data connection, into an append session and to the Catalog (page 04 §3, §7). The hottest path
 * of the daemon: nothing is copied here, and the peer is read only as fast as Volume and Director take it.
 *
 *   header, record*, EOD        a stream, again and again
 *   EOD                         where a header is due: all has been said
 */
import { SIGNAL } from '../../../../protocol/index.ts';
import type { AppendSession } from '../../media/index.ts';
import { DataPeerGarbageError, DataPeerLostError } from '../errors.ts';
import type { ServedJob } from '../job/served-job.ts';
import type { Frames } from './frames.ts';
import { parseStreamHeader, type StreamHeader } from './stream-header.ts';
import { beginsFile, isTold } from './told-streams.ts';

/** One that goes to the Catalog has to fit into a frame with its header. */
const TOLD_BYTES_MAX = 990_000;

export class Intake {
  readonly #frames: Frames;
  readonly #session: AppendSession;
  readonly #job: ServedJob;
  readonly #tells: boolean;
  #header: StreamHeader | undefined;
  #fileIndex = 0;

  constructor(frames: Frames, session: AppendSession, job: ServedJob) {
    this.#frames = frames;
    this.#session = session;
    this.#job = job;
    this.#tells = !job.facts.noAttributes;
  }

  /** The last file of which everything has come. */
  get lastCompleteFile(): number {
    return Math.max(0, this.#fileIndex - 1);
  }

  /** Takes everything up to the last EOD. Rejects where the peer, the Volume or the Director fails. */
  async run(): Promise<void> {
    this.#frames.connection.receiveInBulk();
    for (;;) {
      const frame = this.#frames.take();
      if (frame === undefined) {
        await this.#frames.more('data');
      } else if (frame.kind === 'data') {
        const held = this.#take(frame.payload);
        if (held !== undefined) await held;
      } else if (this.#header !== undefined) {
        this.#header = this.#endOfStream(frame.signal);
      } else {
        this.#endOfStream(frame.signal);
        return;
      }
    }
  }

  #take(payload: Buffer): Promise<void> | undefined {
    if (this.#header === undefined) {
      this.#header = this.#begin(payload);
      return undefined;
    }
    const { fileIndex, stream } = this.#header;
    if (payload.length === 0) return undefined;
    if (!this.#tells || !isTold(stream)) return this.#session.write(fileIndex, stream, payload);
    const told = this.#tell(fileIndex, stream, payload);
    const written = this.#session.write(fileIndex, stream, payload);
    if (written === undefined) return told;
    return told === undefined ? written : Promise.all([written, told]).then(() => undefined);
  }

  #begin(payload: Buffer): StreamHeader {
    const header = parseStreamHeader(payload);
    if (header === undefined) throw this.#garbage(`no header of a stream in ${payload.length} bytes`);
    const { fileIndex } = header;
    const first = this.#fileIndex === 0 && (fileIndex === 1 || this.#job.facts.rerunning);
    if (fileIndex !== this.#fileIndex && fileIndex !== this.#fileIndex + 1 && !first) {
      throw this.#garbage(`FI=${fileIndex} is not positive or does not follow last_FI=${this.#fileIndex}`);
    }
    if (fileIndex !== this.#fileIndex) {
      this.#fileIndex = fileIndex;
      this.#job.outlet.beginFile(fileIndex);
    }
    return header;
  }

  #tell(fileIndex: number, stream: number, record: Buffer): Promise<void> | undefined {
    if (record.length > TOLD_BYTES_MAX) {
      const what = beginsFile(stream) ? 'attributes' : 'a digest or object';
      throw this.#garbage(`${what} of ${record.length} bytes for FileIndex ${fileIndex}`);
    }
    return this.#job.outlet.attributes(fileIndex, stream, record);
  }

  /** Anything but EOD is a farewell in the middle. */
  #endOfStream(signal: number): undefined {
    if (signal !== SIGNAL.EOD) throw new DataPeerLostError(this.#frames.connection.peer, 'data');
  }

  #garbage(found: string): DataPeerGarbageError {
    return new DataPeerGarbageError(this.#frames.connection.peer, found);
  }
}
