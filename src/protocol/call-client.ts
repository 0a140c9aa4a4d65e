/**
 * `SD Calls Client` (specification 01-wire §4.5): the Storage Daemon opens the connection to the File Daemon and says for
 * which Job; then the File Daemon goes on as if it had called, with its usual Hello, and is let in as usual.
 */
import { type Accepted, type AcceptOptions, acceptCall } from './accept.ts';
import { type ConnectOptions, openSocket } from './connect.ts';
import { encodeFrame } from './frame.ts';
import { HelloIgnoredError } from './handshake-errors.ts';
import { formatHello, OUR_VERSION } from './hello.ts';

export interface CallClientOptions extends ConnectOptions, Omit<AcceptOptions, 'signal' | 'handshakeTimeoutMs'> {
  /** The unique name of the Job, under which the File Daemon knows it. */
  readonly job: string;
  /** From the open socket to the File Daemon's Hello and proof: it waits for its Director meanwhile. */
  readonly handshakeTimeoutMs: number;
}

export interface CalledClient {
  /** The File Daemon has taken the call and proved the Job's key. */
  readonly accepted: Promise<Accepted>;
}

/** Resolves when the connection stands. @throws what openSocket throws */
export async function callClient(options: CallClientOptions): Promise<CalledClient> {
  const socket = await openSocket(options);
  const hello = formatHello({ kind: 'storage-to-client', job: options.job, storageVersion: OUR_VERSION.storage });
  socket.write(encodeFrame({ kind: 'data', payload: Buffer.from(hello, 'latin1') }));
  const accepted = acceptCall(socket, options).then((call) => {
    if (call === undefined) throw new HelloIgnoredError(`${options.host}:${options.port}`);
    return call;
  });
  accepted.catch(() => {});
  return { accepted };
}
