/**
 * The called side of a Hello: look the caller up, offer TLS, challenge, answer the counter-challenge
 * (specification 01-wire §4 to §6). Who is turned away is told so in the words that genuine callers show, and is let
 * go only after five seconds, so that passwords cannot be tried quickly.
 */
import type { Socket } from 'node:net';
import { type ByteString, type Clock, displayText, systemClock, unixSeconds } from '../core/index.ts';
import { isClientCapabilities, STORAGE_CAPABILITIES } from './capabilities.ts';
import { peerName } from './connect.ts';
import type { BulkConnection } from './connection.ts';
import {
  AUTH_FAILED,
  AUTH_OK,
  createChallenge,
  formatChallenge,
  formatResponse,
  parseChallenge,
  verifyResponse,
} from './cram-md5.ts';
import {
  type Channel,
  formatStartTls,
  type HandshakeParty,
  receiveStep,
  startDeadline,
  upgradeTo,
} from './handshake.ts';
import { CallerRefusedError, quote, WrongPasswordError } from './handshake-errors.ts';
import { type Hello, type HelloKind, parseHello } from './hello.ts';
import { fileDaemonFeatures } from './peer-features.ts';
import { SocketConnection } from './socket-connection.ts';
import { TlsRequiredByPeerError, TlsRequiredError } from './tls-errors.ts';
import { classicTls, earlyTls, mayGoOnWithoutEarlyTls } from './tls-negotiation.ts';
import { encodeTlsNeeds, type TlsNeed, type TlsNeeds } from './tls-settings.ts';

export type { Channel } from './handshake.ts';

export interface AcceptOptions {
  /** Our name, said in our challenge. */
  readonly ownName: ByteString;
  /** The Hellos that this daemon takes. */
  readonly kinds: readonly HelloKind[];
  /** The key and the TLS settings of this caller; undefined: unknown here. A Storage that calls a Client proves nothing yet. */
  readonly lookup: (hello: Hello) => Promise<Channel | undefined> | Channel | undefined;
  /** What welcomes this caller, see final-reply.ts. */
  readonly welcome: (hello: Hello) => readonly ByteString[];
  readonly heartbeatSec: number;
  /** TLS may end in mid-stream later, see waiting-client.ts. */
  readonly severable?: boolean;
  /** From the open socket to the welcome. */
  readonly handshakeTimeoutMs?: number;
  /** How long a refused caller is kept waiting. */
  readonly refusalDelayMs?: number;
  readonly stallTimeoutMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

export interface Accepted {
  readonly connection: BulkConnection;
  readonly hello: Hello;
}

const HANDSHAKE_TIMEOUT_MS = 60_000;
const REFUSAL_DELAY_MS = 5_000;

/** Undefined: a ping, which was answered. Rejects after the caller was turned away and the socket closed. */
export async function acceptCall(socket: Socket, options: AcceptOptions): Promise<Accepted | undefined> {
  const { ownName, heartbeatSec, stallTimeoutMs, signal, clock = systemClock } = options;
  const connection = new SocketConnection(socket, {
    peer: peerName(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0),
    heartbeatSec,
    ...(stallTimeoutMs === undefined ? {} : { stallTimeoutMs }),
  });
  const party = { connection, ownName, deadline: startDeadline(options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS) };
  const onAbort = (): void => connection.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const hello = await greetCaller(party, options);
    if (hello !== undefined) return { connection, hello };
    await connection[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    await clock.sleep(options.refusalDelayMs ?? REFUSAL_DELAY_MS, signal).catch(() => {});
    await connection[Symbol.asyncDispose]();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function greetCaller(party: HandshakeParty, options: AcceptOptions): Promise<Hello | undefined> {
  const { connection } = party;
  const first = await receiveStep(party, 'say Hello');
  const hello = parseHello(first);
  if (hello === undefined || !options.kinds.includes(hello.kind)) {
    throw new CallerRefusedError(connection.peer, `its first words are ${quote(first)}`);
  }
  if (hello.kind === 'ping') {
    await connection.send('2000 Ping OK\n');
    return undefined;
  }
  const channel = await options.lookup(hello);
  if (channel === undefined) {
    await connection.send(unknownCaller(hello, connection.peer));
    throw new CallerRefusedError(connection.peer, `nobody here is called "${displayText(callerName(hello))}"`);
  }
  // Only TCP's roles are turned: the File Daemon goes on with its own Hello (§4.5), see dial-for-job.ts.
  if (hello.kind === 'storage-to-client') return hello;
  await exchangeCapabilities(party, hello);
  await authenticateCaller(party, hello, { ...channel, severable: options.severable });
  connection.trust();
  for (const line of options.welcome(hello)) await connection.send(line);
  return hello;
}

/** In clear and before TLS, with File daemons that know it. */
async function exchangeCapabilities(party: HandshakeParty, hello: Hello): Promise<void> {
  if (hello.kind !== 'client-to-storage' && hello.kind !== 'storage-to-storage') return;
  if (!fileDaemonFeatures(hello.version).capabilitiesExchange) return;
  await party.connection.send(STORAGE_CAPABILITIES);
  const line = await receiveStep(party, 'say what it can do');
  if (!isClientCapabilities(line)) throw new CallerRefusedError(party.connection.peer, `it says ${quote(line)}`);
}

interface CallerChannel extends Channel {
  readonly severable: boolean | undefined;
}

async function authenticateCaller(party: HandshakeParty, hello: Hello, channel: CallerChannel): Promise<void> {
  const { connection } = party;
  const early = earlyTls(channel.tls, needsOf(hello));
  if (early !== undefined) {
    await connection.send(formatStartTls(encodeTlsNeeds(channel.tls)));
    await upgradeTo(party, early, { role: 'server', ...channel });
  } else if (!mayGoOnWithoutEarlyTls(channel.tls)) {
    throw new TlsRequiredError(connection.peer);
  }
  const callerNeed = await provePasswords(party, hello, channel);
  if (early !== undefined) return;
  switch (classicTls(channel.tls, callerNeed)) {
    case 'tls':
      return upgradeTo(party, 'certificate', { role: 'server', ...channel });
    case 'we-require':
      throw new TlsRequiredError(connection.peer);
    case 'peer-requires':
      throw new TlsRequiredByPeerError(connection.peer);
    case 'clear':
  }
}

/** The caller's proof first: nobody gets an answer from us who has not given one. */
async function provePasswords(party: HandshakeParty, hello: Hello, { key, tls }: Channel): Promise<TlsNeed> {
  const { connection, ownName } = party;
  const challenge = createChallenge(ownName, unixSeconds(new Date()));
  await connection.send(formatChallenge(challenge, tls.certificate));
  if (!verifyResponse(key, challenge, await receiveStep(party, 'prove its password'))) {
    await connection.send(AUTH_FAILED);
    await connection.send(notAuthorized(hello));
    throw new WrongPasswordError(connection.peer, 'its response to our challenge is wrong');
  }
  await connection.send(AUTH_OK);
  const line = await receiveStep(party, 'ask for our password');
  const asked = parseChallenge(line);
  if (asked === undefined) throw new CallerRefusedError(connection.peer, `it says ${quote(line)}`);
  await connection.send(formatResponse(key, asked));
  const verdict = await receiveStep(party, 'judge our password');
  if (!verdict.startsWith(AUTH_OK.trimEnd())) {
    throw new WrongPasswordError(connection.peer, 'it refused our response');
  }
  return asked.certificateNeed;
}

const needsOf = (hello: Hello): TlsNeeds | undefined => ('tls' in hello ? hello.tls : undefined);

function callerName(hello: Hello): ByteString {
  if ('console' in hello) return hello.console;
  if ('client' in hello) return hello.client;
  if ('director' in hello) return hello.director;
  return 'job' in hello ? hello.job : '';
}

const unknownCaller = (hello: Hello, peer: string): ByteString =>
  'director' in hello
    ? `Connection from unknown Director ${hello.director} at ${peer} rejected.\n`
    : '1999 You are not authorized.\n';

function notAuthorized(hello: Hello): ByteString {
  if (hello.kind === 'director-to-client') return '2999 Authentication failed.\n';
  return hello.kind.endsWith('-to-storage') ? '3999 No go\n' : '1999 You are not authorized.\n';
}
