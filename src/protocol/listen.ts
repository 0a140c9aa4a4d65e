/**
 * A port on which callers are greeted. Strangers are few at a time, in all and from one address: whoever has not proved
 * a password yet cannot crowd out the others. Where there are too many the one has to go that has been silent longest,
 * so that a thousand callers who say nothing do not keep out one who knows what he wants.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { AppError, disposable } from '../core/index.ts';
import { type Accepted, type AcceptOptions, acceptCall } from './accept.ts';
import { peerName } from './connect.ts';
import { CallerRefusedError } from './handshake-errors.ts';

export interface ListenOptions extends Omit<AcceptOptions, 'signal'> {
  /** Absent: all addresses of this machine. */
  readonly host?: string;
  /** `::` would take the IPv4 addresses too. */
  readonly ipv6Only?: boolean;
  /** 0: any free port. */
  readonly port: number;
  /** Takes over the connection; it disposes it. */
  readonly onCall: (accepted: Accepted) => void;
  /** Somebody was not let in. For the log. */
  readonly onRefused: (error: unknown) => void;
  readonly strangersMax?: number;
  readonly strangersPerAddressMax?: number;
}

export interface Listener extends AsyncDisposable {
  readonly port: number;
}

export class ListenError extends AppError {
  readonly code = 'WIRE_LISTEN';
  override readonly hint = 'Is another daemon using the port, or the address not of this machine?';
}

const STRANGERS_MAX = 128;
const STRANGERS_PER_ADDRESS_MAX = 32;

/** Disposing closes the port and whoever is still a stranger; accepted connections go on. */
export async function listenForCalls(options: ListenOptions): Promise<Listener> {
  const { strangersMax = STRANGERS_MAX, strangersPerAddressMax = STRANGERS_PER_ADDRESS_MAX } = options;
  const stop = new AbortController();
  const strangers = new Map<Socket, string>();

  const greet = async (socket: Socket): Promise<void> => {
    const address = socket.remoteAddress ?? '';
    const fromThere = [...strangers].filter(([, other]) => other === address).map(([other]) => other);
    if (fromThere.length >= strangersPerAddressMax) sendAway(fromThere);
    else if (strangers.size >= strangersMax) sendAway([...strangers.keys()]);
    strangers.set(socket, address);
    try {
      const accepted = await acceptCall(socket, { ...options, signal: stop.signal });
      if (accepted !== undefined) options.onCall(accepted);
    } catch (error) {
      if (!stop.signal.aborted && strangers.has(socket)) options.onRefused(error);
    } finally {
      strangers.delete(socket);
    }
  };

  /** The first that has said nothing, or simply the first. */
  const sendAway = (candidates: readonly Socket[]): void => {
    const socket = candidates.find(({ bytesRead }) => bytesRead === 0) ?? candidates[0];
    if (socket === undefined) return;
    const peer = peerName(strangers.get(socket) ?? '', socket.remotePort ?? 0);
    strangers.delete(socket);
    socket.destroy();
    options.onRefused(new CallerRefusedError(peer, 'too many callers wait to be let in'));
  };

  const server = createServer((socket) => {
    socket.on('error', () => {});
    void greet(socket);
  });
  const port = await listening(server, options);
  const { [Symbol.asyncDispose]: dispose } = disposable(async () => {
    stop.abort(new CallerRefusedError('everybody', 'the port is being closed'));
    for (const socket of strangers.keys()) socket.destroy();
    server.close();
  });
  return { port, [Symbol.asyncDispose]: dispose };
}

function listening(server: Server, { host, port, ipv6Only = false }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new ListenError(`Cannot listen on ${peerName(host ?? '*', port)}: ${error.message}`, { cause: error })),
    );
    server.listen({ port, ipv6Only, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
