/**
 * The frames of a data connection, one by one and without waiting where they are there already. What a peer may say at
 * any time (page 04 §9) is answered here and seen by nobody else.
 */
import {
  type BulkConnection,
  ConnectionClosedError,
  type Frame,
  isTermination,
  SIGNAL,
} from '../../../../protocol/index.ts';
import { DataPeerLostError } from '../errors.ts';

/** A Client may walk through millions of unchanged files; TCP keep-alive finds one that is gone. */
const SILENCE_MAX_MS = 6 * 24 * 3_600_000;

export class Frames {
  readonly connection: BulkConnection;
  #batch: readonly Frame[] = [];
  #at = 0;

  constructor(connection: BulkConnection) {
    this.connection = connection;
  }

  /** The next frame, if it is there; the payload is valid until `more`. */
  take(): Frame | undefined {
    while (this.#at < this.#batch.length) {
      const frame = this.#batch[this.#at++];
      if (frame?.kind === 'data' || frame?.signal === SIGNAL.EOD || (frame && isTermination(frame.signal)))
        return frame;
      if (frame?.signal === SIGNAL.POLL || frame?.signal === SIGNAL.EOD_POLL) this.#answer();
    }
    return undefined;
  }

  /** Waits for what comes next. Rejects with DataPeerLostError. `awaited`: as in "waiting for …". */
  async more(awaited: string, timeoutMs = SILENCE_MAX_MS): Promise<void> {
    const { connection } = this;
    try {
      this.#batch = await connection.receiveAvailable({ timeoutMs });
    } catch (error) {
      throw new DataPeerLostError(connection.peer, awaited, { cause: error });
    }
    this.#at = 0;
    if (this.#batch.length === 0) {
      throw new DataPeerLostError(connection.peer, awaited, { cause: new ConnectionClosedError(connection.peer) });
    }
  }

  /** The next frame; undefined: the peer says farewell. */
  async next(awaited: string, timeoutMs = SILENCE_MAX_MS): Promise<Frame | undefined> {
    for (;;) {
      const frame = this.take();
      if (frame === undefined) await this.more(awaited, timeoutMs);
      else return frame.kind === 'signal' && isTermination(frame.signal) ? undefined : frame;
    }
  }

  #answer(): void {
    void this.connection.send('2000 OK\n').catch(() => undefined);
  }
}
