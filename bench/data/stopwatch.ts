/**
 * Times the data of a Job at the one place that is the same for all contenders: the Director's connection to the Client,
 * from the command `backup` or `restore` (02 §10, §12) to the Client's verdict, which it gives when the Storage has said
 * that it has everything.
 */
import {
  type Connection,
  type Dialled,
  type DialOptions,
  dialFileDaemon,
  type Frame,
} from '../../src/protocol/index.ts';

const COMMAND = /^(backup|restore) /;
const VERDICT = Buffer.from('2800 End Job');

export class Stopwatch {
  #startedMs = Number.NaN;
  #endedMs = Number.NaN;

  /** Of the last Job; not a number where there was no data. */
  get seconds(): number {
    return (this.#endedMs - this.#startedMs) / 1000;
  }

  /** To be given to a Director in place of the usual one. */
  readonly dial = async (options: DialOptions): Promise<Dialled> => {
    const dialled = await dialFileDaemon(options);
    this.watch(dialled.connection);
    return dialled;
  };

  watch(connection: Pick<Connection, 'send' | 'receiveAvailable'>): void {
    const send = connection.send.bind(connection);
    const receive = connection.receiveAvailable.bind(connection);
    connection.send = (payload) => {
      if (COMMAND.test(payload.toString('latin1'))) [this.#startedMs, this.#endedMs] = [performance.now(), Number.NaN];
      return send(payload);
    };
    connection.receiveAvailable = async (options) => {
      const frames = await receive(options);
      if (frames.some(isVerdict)) this.#endedMs = performance.now();
      return frames;
    };
  }
}

const isVerdict = (frame: Frame): boolean =>
  frame.kind === 'data' && frame.payload.subarray(0, VERDICT.length).equals(VERDICT);
